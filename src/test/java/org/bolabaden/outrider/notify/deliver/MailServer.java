package org.bolabaden.outrider.notify.deliver;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A mail server: aiosmtpd, which puts what it takes into a Maildir. */
final class MailServer implements AutoCloseable {
    // The interpreter of Debian, which has the package.
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    private final Path maildir;
    private final int port = freePort();
    private final Process process;

    /**
     * Starts it.
     *
     * @param options of aiosmtpd, beside where it listens
     */
    MailServer(Path directory, String... options) {
        maildir = directory.resolve("Maildir");
        List<String> command =
                new ArrayList<>(List.of(PYTHON.toString(), "-m", "aiosmtpd", "-n", "-l", "127.0.0.1:" + port));
        command.addAll(List.of(options));
        command.addAll(List.of("-c", "aiosmtpd.handlers.Mailbox", maildir.toString()));
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("aiosmtpd.log").toFile())
                    .start();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
        await().atMost(Duration.ofSeconds(60)).until(this::listens);
    }

    static boolean isInstalled() {
        return Files.isDirectory(Path.of("/usr/lib/python3/dist-packages/aiosmtpd"));
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new AssertionError("aiosmtpd ended with " + process.exitValue());
        }
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    int port() {
        return port;
    }

    /** The mails that it took. */
    List<String> mails() {
        try (Stream<Path> files = Files.list(maildir.resolve("new"))) {
            List<String> mails = new ArrayList<>();
            for (Path file : files.toList()) {
                mails.add(Files.readString(file));
            }
            return mails;
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
