package org.bolabaden.outrider.haproxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Files that a HAProxy needs beside its configuration. */
final class HaproxyFiles {
    private HaproxyFiles() {}

    /** A PEM file with a key and its certificate, for localhost and signed by itself. */
    static Path certificate(Path directory) throws IOException, InterruptedException {
        Path key = directory.resolve("key.pem");
        Path certificate = directory.resolve("certificate.pem");
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=localhost",
                        "-addext",
                        "subjectAltName=DNS:localhost",
                        "-keyout",
                        key.toString(),
                        "-out",
                        certificate.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!openssl.waitFor(20, TimeUnit.SECONDS) || openssl.exitValue() != 0) {
            throw new IOException("openssl made no certificate");
        }
        return Files.writeString(directory.resolve("both.pem"), Files.readString(key) + Files.readString(certificate));
    }
}
