package org.bolabaden.outrider.haproxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A local web server and a peer's, and a directory for the HAProxy in front of them: new for each test. */
final class WebServers implements BeforeEachCallback, AfterEachCallback {
    Path directory;
    EchoServer local;
    EchoServer peer;
    /** Where HAProxy takes requests for http services. */
    int port;

    @Override
    public void beforeEach(ExtensionContext test) throws IOException {
        // Short: a UNIX socket's path has at most 107 bytes.
        directory = Files.createTempDirectory("rt");
        local = new EchoServer("local");
        peer = new EchoServer("peer");
        port = RenderedHaproxy.freePort();
    }

    /** A HAProxy that runs what the built-in templates make of these services. */
    RenderedHaproxy haproxy(HaproxyVersion version, String services) throws Exception {
        return new RenderedHaproxy(version, directory, "http_bind: '127.0.0.1:" + port + "'", services);
    }

    @Override
    public void afterEach(ExtensionContext test) throws IOException {
        local.close();
        peer.close();
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(WebServers::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
