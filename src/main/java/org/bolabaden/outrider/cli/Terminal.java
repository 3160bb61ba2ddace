package org.bolabaden.outrider.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command writes, and whether a person reads it.
 *
 * @param out standard output
 * @param err standard error
 * @param people whether standard output is a terminal
 * @param errPeople whether standard error is a terminal
 * @param colours whether to colour: on a terminal, unless NO_COLOR is set
 */
record Terminal(PrintWriter out, PrintWriter err, boolean people, boolean errPeople, boolean colours) {
    static Terminal of(@Nullable CommandSpec spec) {
        Objects.requireNonNull(spec, "picocli sets it");
        boolean people = isTerminal(1);
        return new Terminal(
                spec.commandLine().getOut(), spec.commandLine().getErr(), people, isTerminal(2), people && !noColour());
    }

    // System.console() tells of standard input and output together, and not the same in every Java; Linux tells
    // exactly.
    private static boolean isTerminal(int descriptor) {
        try {
            String output = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return output.startsWith("/dev/pts/") || output.startsWith("/dev/tty");
        } catch (IOException noProc) {
            return false;
        }
    }

    private static boolean noColour() {
        String wish = System.getenv("NO_COLOR");
        return wish != null && !wish.isEmpty();
    }

    /** What that prints, as lines. */
    List<String> lines(Consumer<Terminal> printing) {
        StringWriter text = new StringWriter();
        try (PrintWriter into = new PrintWriter(text)) {
            printing.accept(new Terminal(into, into, people, errPeople, colours));
        }
        return text.toString().lines().toList();
    }

    String good(String text) {
        return paint("32", text);
    }

    String bad(String text) {
        return paint("31", text);
    }

    String faint(String text) {
        return paint("2", text);
    }

    String strong(String text) {
        return paint("1", text);
    }

    private String paint(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
