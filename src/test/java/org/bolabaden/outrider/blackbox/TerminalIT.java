package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees on a terminal: the commands run on a pseudo terminal of {@code script}. */
class TerminalIT {
    private static final String ALTERNATE = "\u001b[?1049h";
    private static final String BACK = "\u001b[?1049l";
    private static final String RED = "\u001b[31m";

    @TempDir
    Path directory;

    private Nginx backend;
    private Nginx others;
    private Sidecar sidecar;

    @BeforeEach
    void prepare() {
        backend = new Nginx("one", directory).start();
        others = new Nginx("others", directory).start();
        int closed = Sidecar.freePort();
        StringBuilder more = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            more.append(
                    "  more-%d.example.org: {backends: [{host: 127.0.0.1, port: %d}]}%n".formatted(i, others.port()));
        }
        sidecar = new Sidecar(directory)
                .watcher("node: n1\nhealth_checks: {interval: 500ms}\n")
                .services("""
                        version: 1
                        http:
                          site.example.org: {backends: [{host: 127.0.0.1, port: %d}]}
                          zz-gone.example.org: {backends: [{host: 127.0.0.1, port: %d}]}
                        """.formatted(backend.port(), closed) + more);
    }

    @AfterEach
    void stop() {
        sidecar.close();
        backend.close();
        others.close();
    }

    private void run() {
        sidecar.start();
        sidecar.awaitStatus(backend.endpoint(), "up");
    }

    /** A command on a pseudo terminal of 14 lines of 70 columns. */
    private final class OnTerminal implements AutoCloseable {
        private final Process process;
        private final StringBuffer shown = new StringBuffer();
        private final Thread reader;

        OnTerminal(String environment, String... words) throws IOException {
            List<String> command = Artefact.command(words);
            command.addAll(List.of("--config", directory.toString()));
            String line = command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
            // Tests that run in the background of a shell ignore Ctrl-C, and so would what they start.
            String clean = "stty rows 14 cols 70; exec env --default-signal=INT " + environment + " " + line;
            process = new ProcessBuilder("script", "-qec", clean, "/dev/null").start();
            reader = Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try (InputStream in = process.getInputStream()) {
                byte[] part = new byte[4096];
                for (int n = in.read(part); n >= 0; n = in.read(part)) {
                    shown.append(new String(part, 0, n, StandardCharsets.UTF_8));
                }
            } catch (IOException closed) {
                // It ended: what was shown until then is kept.
            }
        }

        void awaitShown(String text) {
            await().atMost(Sidecar.PATIENCE).until(() -> shown.indexOf(text) >= 0);
        }

        /** What is on the window now: since it was last drawn from its top. */
        String window() {
            return shown.substring(Math.max(0, shown.lastIndexOf("\u001b[H")));
        }

        void interrupt() throws Exception {
            process.getOutputStream().write(3);
            process.getOutputStream().flush();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            reader.join();
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    @Test
    void theLiveTableFitsTheWindowFollowsWhatHappensAndGivesTheTerminalBack() throws Exception {
        run();
        try (OnTerminal watch = new OnTerminal("NO_COLOR=", "status", "--watch")) {
            watch.awaitShown("… and ");
            String first = watch.window();
            assertThat(watch.shown).startsWith(ALTERNATE);
            assertThat(first.chars().filter(c -> c == '\n').count()).isLessThan(14);
            assertThat(first).contains("zz-gone.example.org  nobody serves").contains(RED);

            backend.kill();
            watch.awaitShown("site.example.org  nobody serves");

            sidecar.kill();
            watch.awaitShown("s ago: no sidecar answers");
            watch.interrupt();

            assertThat(watch.shown.toString()).endsWith(BACK);
        }
    }

    @Test
    void eventsAreForPeopleFilteredWithoutColoursWhereNoneAreWantedAndGoOnOverARestart() throws Exception {
        run();
        try (OnTerminal follow = new OnTerminal("NO_COLOR=1", "events", "--follow", "--level", "warn")) {
            follow.awaitShown("backend_down  zz-gone.example.org");
            sidecar.kill();
            follow.awaitShown("trying again");
            sidecar.start();
            follow.awaitShown("answers again");
            backend.kill();
            follow.awaitShown("backend_down  site.example.org");

            assertThat(follow.shown.toString()).doesNotContain("\u001b[3").doesNotContain("backend_up");
        }
        assertThat(Artefact.runIn(directory, "events", "--event", "backend_down", "--service", "zz-gone.example.org")
                        .out()
                        .lines())
                .isNotEmpty()
                .allMatch(line -> line.startsWith("{") && line.contains("zz-gone"));
        assertThat(Artefact.runIn(directory, "events", "--since", "yesterday").exit())
                .isEqualTo(2);
    }

    @Test
    void whatTakesLongerThanASecondSaysSoInALineThatIsGoneAtItsEnd() throws Exception {
        sidecar.services("""
                version: 1
                http:
                  slow.example.org:
                    check: {type: exec, command: [sleep, "2"], timeout: 10s}
                    backends: [{host: 127.0.0.1, port: 80}]
                """);
        try (OnTerminal probe = new OnTerminal("NO_COLOR=1", "probe", "slow.example.org")) {
            probe.awaitShown(" checking … 1 s");
            probe.awaitShown("passed");

            assertThat(probe.shown.toString()).contains("\r\u001b[K✔ slow.example.org");
        }
        assertThat(Artefact.runIn(directory, "probe", "slow.example.org").err()).isEmpty();
    }
}
