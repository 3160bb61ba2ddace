package org.bolabaden.outrider.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class VisibleTest {
    @Test
    void whatSomebodySaidBecomesOneLineWithoutWhatNobodySees() {
        assertThat(Visible.line("\r\n\u001b[2Jfirst\n\n\tsecond\u202e\u200b\u2028third\u0085 ", 100))
                .isEqualTo("[2Jfirst second third");
        assertThat(Visible.line("\n\u001b\u202e", 100)).isEmpty();
        assertThat(Visible.line("plain text, as it is", 100)).isEqualTo("plain text, as it is");
    }

    @Test
    void aLongLineIsCutBetweenCharactersAndSaysSo() {
        assertThat(Visible.line("\ud83d\ude00".repeat(5), 3)).isEqualTo("\ud83d\ude00".repeat(3) + "…");
        assertThat(Visible.line("abc", 3)).isEqualTo("abc");
        assertThat(Visible.line("abc\n", 3)).isEqualTo("abc");
    }

    @Test
    void aQuotedValueShowsWhatIsHiddenInIt() {
        assertThat(Visible.escaped("a\u001b[0m\u202eb", 100)).isEqualTo("a\\x1b[0m\\u202eb");
    }

    @Test
    void noTextOfAnEventCanForgeALineOrDriveATerminal() {
        Event event = Event.warn("x")
                .service("a\nb")
                .backend("c\u001b[2J")
                .change("d\r", "\u202ee")
                .reason("f\n{\"event\":\"forged\"}" + "g".repeat(100_000));

        assertThat(event.service()).contains("a b");
        assertThat(event.backend()).contains("c [2J");
        assertThat(event.from()).contains("d");
        assertThat(event.to()).contains("e");
        assertThat(event.reason().orElseThrow())
                .startsWith("f {\"event\":\"forged\"}ggg")
                .endsWith("g…")
                .hasSizeLessThan(2_100);
        assertThat(event.muted("because\nof").reason().map(reason -> reason.indexOf('\n')))
                .isEqualTo(Optional.of(-1));
    }
}
