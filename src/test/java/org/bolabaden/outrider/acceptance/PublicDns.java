package org.bolabaden.outrider.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bolabaden.outrider.blackbox.Namespaces;

/** The public zone bolabaden.org on a real BIND, in which the nodes keep their own records and prove who they are. */
final class PublicDns {
    static final String ADDRESS = "10.99.0.53";
    private static final String KEY = "outrider";

    private final Path key;
    private final Program named;

    PublicDns(Namespaces network, String host, Path parent) throws IOException {
        Path directory = Files.createDirectories(parent.resolve("named"));
        key = Files.writeString(directory.resolve("outrider.key"), generated());
        Files.writeString(directory.resolve("bolabaden.org.zone"), """
                $TTL 60
                @ IN SOA ns.bolabaden.org. hostmaster.bolabaden.org. 1 3600 600 86400 1
                @ IN NS ns.bolabaden.org.
                ns IN A %s
                """.formatted(ADDRESS));
        Path file = Files.writeString(directory.resolve("named.conf"), """
                include "%1$s";
                options {
                  directory "%2$s";
                  pid-file "%2$s/named.pid";
                  session-keyfile "%2$s/session.key";
                  listen-on { any; };
                  listen-on-v6 { none; };
                  recursion no;
                  dnssec-validation no;
                };
                controls { };
                zone "bolabaden.org" { type primary; file "bolabaden.org.zone"; allow-update { key "%3$s"; }; };
                """.formatted(key, directory, KEY));
        named = new Program(
                        network,
                        host,
                        directory.resolve("log"),
                        List.of("named", "-g", "-n", "1", "-c", file.toString()))
                .start();
    }

    private static String generated() throws IOException {
        Process made = new ProcessBuilder("tsig-keygen", "-a", "hmac-sha256", KEY).start();
        return new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The file with the key of updates. */
    Path key() {
        return key;
    }

    /** What Traefik's ACME client needs to write into the zone, as it takes it: variables of its environment. */
    List<String> acmeEnvironment() {
        return List.of(
                "DNSUPDATE_NAMESERVER=" + ADDRESS + ":53",
                "DNSUPDATE_TSIG_FILE=" + key,
                "DNSUPDATE_TTL=1",
                "DNSUPDATE_POLLING_INTERVAL=1",
                "DNSUPDATE_SEQUENCE_INTERVAL=1");
    }

    boolean isRunning() {
        return named.isRunning();
    }
}
