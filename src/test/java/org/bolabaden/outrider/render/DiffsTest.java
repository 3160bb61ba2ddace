package org.bolabaden.outrider.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DiffsTest {
    @Test
    void aDifferenceReadsAsDiffPrintsIt() {
        assertThat(Diffs.unified("a\nb\nc\n", "a\nB\nc\n", "/etc/a.cfg"))
                .isEqualTo("--- /etc/a.cfg\n+++ /etc/a.cfg\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n");
    }

    @Test
    void nothingDiffersBetweenEqualTexts() {
        assertThat(Diffs.unified("a\n", "a\n", "x")).isEmpty();
    }

    @Test
    void aNewFileIsAllAdded() {
        assertThat(Diffs.unified("", "a\nb\n", "x")).endsWith("+a\n+b\n");
    }

    @Test
    void theSummaryCountsLines() {
        assertThat(Diffs.summary("a\nb\nc\n", "a\nB\nB2\nc\n")).isEqualTo("2 lines added, 1 removed");
        assertThat(Diffs.summary("", "a\n")).isEqualTo("1 line added, 0 removed");
    }
}
