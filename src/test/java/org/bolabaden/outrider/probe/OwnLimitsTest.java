package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.re2j.Pattern;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What is our own fault must not count against a backend; seen from outside, on an engine in its own process. */
class OwnLimitsTest {
    @Test
    void whileWeAreStoppedNoBackendFails() throws Exception {
        // Slow enough that checks are in flight at any time, and far from the timeout.
        try (TestingHttpServer server = serving(Duration.ofMillis(100));
                Child child = Child.start("", server.port(), 40, 200, 400)) {
            await().until(() -> child.rounds() >= 2);
            child.signal("STOP");
            // Not a wait for something: the length of the stop is what is tested.
            Thread.sleep(1_200);
            child.signal("CONT");
            int before = child.rounds();
            await().until(() -> child.rounds() >= before + 3);
            assertThat(child.lines).allMatch(line -> line.startsWith("passed"));
        }
    }

    @Test
    void whenDescriptorsRunOutChecksAreLateButDoNotFail() throws Exception {
        try (TestingHttpServer server = serving(Duration.ofMillis(150));
                Child child = Child.start("ulimit -n 80; ", server.port(), 200, 300, 2_000)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> child.rounds() >= 3);
            assertThat(child.lines).filteredOn(line -> line.startsWith("event")).containsExactly("event probe_limited");
            assertThat(child.lines).noneMatch(line -> line.startsWith("failed"));
        }
    }

    private static TestingHttpServer serving(Duration pause) {
        return TestingHttpServer.on("0.0.0.0", TestingHttpServer.after(pause, TestingHttpServer.status(200, "")));
    }

    private record Child(Process process, List<String> lines) implements AutoCloseable {
        static Child start(String prelude, Object... arguments) throws IOException {
            StringBuilder command = new StringBuilder(prelude).append("exec \"$@\"");
            List<String> words = new ArrayList<>(List.of(
                    "bash",
                    "-c",
                    command.toString(),
                    "engine",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:-MaxFDLimit",
                    "-cp",
                    classPath(),
                    EngineProcess.class.getName()));
            for (Object argument : arguments) {
                words.add(argument.toString());
            }
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            List<String> lines = new CopyOnWriteArrayList<>();
            Thread.startVirtualThread(() -> {
                try (BufferedReader reader = process.inputReader()) {
                    reader.lines().forEach(lines::add);
                } catch (IOException | UncheckedIOException e) {
                    lines.add("output ended: " + e.getMessage());
                }
            });
            return new Child(process, lines);
        }

        /** Only what the engine needs: each jar would take one of the few descriptors. */
        private static String classPath() {
            return Stream.of(EngineProcess.class, ProbeEngine.class, NullMarked.class, Pattern.class)
                    .map(type -> type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .getPath())
                    .collect(Collectors.joining(File.pathSeparator));
        }

        int rounds() {
            return (int)
                    lines.stream().filter(line -> line.startsWith("passed")).count();
        }

        void signal(String name) throws Exception {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
