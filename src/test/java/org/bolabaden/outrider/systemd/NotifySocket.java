package org.bolabaden.outrider.systemd;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A datagram socket as systemd listens on: each message one line, its assignments parted by a bar. A Python of its own, because
 * Java has no such sockets.
 */
public final class NotifySocket implements AutoCloseable {
    // The socket is bound beside its name and renamed: what is there is bound. A descriptor that is sent along
    // (systemd-notify's
    // barrier) is dropped by the kernel, as recv() takes none, which is what it waits for.
    private static final String LISTENER = """
            import os, socket, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.bind(sys.argv[1] + '.new')
            os.rename(sys.argv[1] + '.new', sys.argv[1])
            while True:
                message = s.recv(4096).decode()
                if not message.startswith('BARRIER'):
                    print(message.replace('\\n', '|'), flush=True)
            """;

    private final Path socket;
    private final Path heard;
    private final Process process;

    public NotifySocket(Path directory) {
        assumeTrue(there("systemd-notify"), "systemd-notify is absent: install the Debian package systemd");
        assumeTrue(there("python3"), "python3 is absent: install the Debian package python3");
        socket = directory.resolve("notify.sock");
        heard = directory.resolve("notify.log");
        try {
            process = new ProcessBuilder("python3", "-c", LISTENER, socket.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(heard.toFile())
                    .start();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
        await().until(() -> Files.exists(socket));
    }

    private static boolean there(String program) {
        for (String directory : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    /** The environment that systemd would give. */
    public Map<String, String> environment() {
        return Map.of("NOTIFY_SOCKET", socket.toString());
    }

    /** What was said so far. */
    public List<String> heard() {
        try {
            return Files.readAllLines(heard);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Waits for a message that fits. */
    public void awaitMessage(Predicate<String> fits) {
        await().atMost(Duration.ofSeconds(30)).until(() -> heard().stream().anyMatch(fits));
    }

    /** How many of the messages have that word. */
    public long count(String word) {
        return heard().stream().filter(line -> line.contains(word)).count();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
