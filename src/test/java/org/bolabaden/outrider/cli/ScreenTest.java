package org.bolabaden.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private final StringWriter terminal = new StringWriter();

    @Test
    void nothingIsDrawnOnceTheTerminalWasGivenBack() {
        PrintWriter out = new PrintWriter(terminal);
        Screen screen = new Screen(new Terminal(out, out, true, true, false));
        screen.show(List.of("in time"), new Screen.Size(2, 10));
        screen.close();
        String given = terminal.toString();

        screen.show(List.of("late"), new Screen.Size(2, 10));

        assertThat(given).contains("in time");
        assertThat(terminal).hasToString(given);
    }
}
