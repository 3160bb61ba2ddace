package org.bolabaden.outrider.blackbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A certificate authority as an operator has one: openssl, and files. */
public final class Pki {
    private static final String SETTINGS = """
            [ca]
            default_ca = own
            [own]
            database = index
            serial = serial
            new_certs_dir = .
            default_md = sha256
            policy = anything
            copy_extensions = copy
            unique_subject = no
            [anything]
            commonName = supplied
            """;

    private final Path directory;

    /** The files of a certificate and its key. */
    public record Issued(Path certificate, Path key) {}

    /** Makes an authority in that directory, which need not be there. */
    public Pki(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("settings"), SETTINGS);
            Files.writeString(directory.resolve("index"), "");
            Files.writeString(directory.resolve("serial"), "1000\n");
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
        key("ca");
        openssl(
                "req",
                "-x509",
                "-new",
                "-key",
                "ca.key",
                "-out",
                "ca.pem",
                "-days",
                "30",
                "-subj",
                "/CN=" + directory.getFileName(),
                "-addext",
                "basicConstraints=critical,CA:TRUE",
                "-addext",
                "keyUsage=critical,keyCertSign,cRLSign");
    }

    public Path authority() {
        return directory.resolve("ca.pem");
    }

    /** A certificate of today for 127.0.0.1 and localhost, for both ends of a connection. */
    public Issued issue(String name) {
        return issue(name, List.of("-days", "10"));
    }

    /** One that was good once. */
    public Issued expired(String name) {
        return issue(name, List.of("-startdate", "20240101000000Z", "-enddate", "20240201000000Z"));
    }

    private Issued issue(String name, List<String> validity) {
        key(name);
        openssl(
                "req",
                "-new",
                "-key",
                name + ".key",
                "-out",
                name + ".csr",
                "-subj",
                "/CN=" + name,
                "-addext",
                "subjectAltName=IP:127.0.0.1,DNS:localhost",
                "-addext",
                "extendedKeyUsage=serverAuth,clientAuth");
        List<String> sign = new java.util.ArrayList<>(List.of(
                "ca",
                "-batch",
                "-notext",
                "-config",
                "settings",
                "-cert",
                "ca.pem",
                "-keyfile",
                "ca.key",
                "-in",
                name + ".csr",
                "-out",
                name + ".pem"));
        sign.addAll(validity);
        openssl(sign.toArray(String[]::new));
        return new Issued(directory.resolve(name + ".pem"), directory.resolve(name + ".key"));
    }

    private void key(String name) {
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", name + ".sec1");
        openssl("pkcs8", "-topk8", "-nocrypt", "-in", name + ".sec1", "-out", name + ".key");
        try {
            Files.setPosixFilePermissions(
                    directory.resolve(name + ".key"), PosixFilePermissions.fromString("rw-------"));
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Lays a file where another was, as certbot and cert-manager do. */
    public static void exchange(Path from, Path to) {
        try {
            Path next = to.resolveSibling(to.getFileName() + ".next");
            Files.copy(from, next, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            Files.move(next, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private void openssl(String... arguments) {
        Programs.Ended ended = Programs.run(directory, "openssl", arguments);
        if (ended.exit() != 0) {
            throw new AssertionError("openssl " + String.join(" ", arguments) + ": " + ended.text());
        }
    }

    /** Other programs. */
    public static final class Programs {
        private Programs() {}

        /** How one ended, and what it said on both outputs. */
        public record Ended(int exit, String text) {}

        public static Ended run(Path directory, String program, String... arguments) {
            try {
                List<String> command = new java.util.ArrayList<>(List.of(program));
                command.addAll(List.of(arguments));
                Process process = new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
                process.getOutputStream().close();
                String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return new Ended(process.waitFor(), text);
            } catch (IOException | InterruptedException failed) {
                throw new AssertionError(failed);
            }
        }
    }
}
