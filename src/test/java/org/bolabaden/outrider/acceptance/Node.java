package org.bolabaden.outrider.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bolabaden.outrider.blackbox.Namespaces;
import org.bolabaden.outrider.blackbox.NodesInNamespaces;
import org.bolabaden.outrider.blackbox.Sidecar;
import org.bolabaden.outrider.traefik.TraefikProcess;

/** One node with its whole stack, each program with its files in the node's directory. */
final class Node {
    /** Where HAProxy on each node takes what is meant for redis-main. */
    static final int REDIS_FRONT = 6390;

    static final int REDIS = 6379;
    static final int SENTINEL = 26379;
    static final int SITE = 8080;
    static final int DOZZLE = 9999;
    // Debian's libfaketime; without it the loader says so and goes on, and the one test that needs it fails.
    private static final String FAKETIME = "/usr/$LIB/faketime/libfaketimeMT.so.1";

    private final int number;
    private final NodesInNamespaces nodes;
    private final Map<String, Program> programs = new LinkedHashMap<>();

    Node(NodesInNamespaces nodes, int number, PublicDns dns, Authority authority) throws IOException {
        this.nodes = nodes;
        this.number = number;
        mountDisk();
        Files.createDirectories(provided());
        Files.createDirectories(tcp().getParent());
        Files.writeString(clock(), "+0\n");
        if (number == 2) {
            sidecar()
                    .environment("LD_PRELOAD", FAKETIME)
                    .environment("FAKETIME_TIMESTAMP_FILE", clock().toString())
                    .environment("FAKETIME_CACHE_DURATION", "1")
                    // Timers go by this one: a jump of the wall clock does not touch it.
                    .environment("FAKETIME_DONT_FAKE_MONOTONIC", "1")
                    // With the fix its timed waits end at once, and the sidecar spins.
                    .environment("FAKETIME_FORCE_MONOTONIC_FIX", "0");
        }
        redis();
        nginx("site", SITE);
        nginx("dozzle", DOZZLE);
        program("haproxy", "haproxy", "-W", "-db", "-S", masterSocket().toString(), "-f", tcp().toString());
        List<String> traefik = new ArrayList<>(List.of("env", "LEGO_CA_CERTIFICATES=" + authority.own()));
        traefik.addAll(dns.acmeEnvironment());
        traefik.addAll(List.of(TraefikProcess.program().toString(), "--configfile=" + traefikFile()));
        program("traefik", traefik.toArray(String[]::new));
    }

    String name() {
        return NodesInNamespaces.name(number);
    }

    String address() {
        return NodesInNamespaces.address(number);
    }

    Path home() {
        return nodes.home(number);
    }

    Sidecar sidecar() {
        return nodes.sidecar(number);
    }

    Namespaces network() {
        return nodes.network();
    }

    /** The disk of the node's sidecar and of the proxies' files, which can be filled without harm to anybody else. */
    Path disk() {
        return home().resolve("disk");
    }

    private void mountDisk() throws IOException {
        Files.createDirectories(disk());
        mount("mount", "-t", "tmpfs", "-o", "size=2m", "outrider-acceptance", disk().toString());
    }

    /** Gives the disk back, with all that is on it. */
    void releaseDisk() {
        mount("umount", "-l", disk().toString());
    }

    private static void mount(String... command) {
        try {
            int exit = new ProcessBuilder(command)
                    .inheritIO()
                    .start()
                    .onExit()
                    .join()
                    .exitValue();
            if (exit != 0) {
                throw new AssertionError("failed: " + String.join(" ", command));
            }
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Traefik's directory, into which the sidecar renders. */
    Path provided() {
        return disk().resolve("dynamic");
    }

    Path tcp() {
        return disk().resolve("haproxy").resolve("tcp.cfg");
    }

    Path http() {
        return provided().resolve("bolabaden.yaml");
    }

    private Path masterSocket() {
        return home().resolve("m.sock");
    }

    Path socket() {
        return home().resolve("h.sock");
    }

    /** {@code redis}, {@code sentinel}, {@code site}, {@code dozzle}, {@code haproxy} or {@code traefik}. */
    Program program(String what) {
        return programs.get(what);
    }

    private void program(String what, String... command) throws IOException {
        Path directory = Files.createDirectories(home().resolve(what));
        programs.put(what, new Program(network(), name(), directory.resolve("log"), List.of(command)));
    }

    private void redis() throws IOException {
        Path directory = Files.createDirectories(home().resolve("redis"));
        Path file = Files.writeString(directory.resolve("redis.conf"), """
                bind 127.0.0.1 %1$s
                port %2$d
                dir %3$s
                protected-mode no
                appendonly yes
                save ""
                min-replicas-to-write 1
                min-replicas-max-lag 2
                %4$s
                """.formatted(
                        address(),
                        REDIS,
                        directory,
                        number == 1 ? "" : "replicaof " + NodesInNamespaces.address(1) + " " + REDIS));
        program("redis", "redis-server", file.toString());
        directory = Files.createDirectories(home().resolve("sentinel"));
        file = Files.writeString(directory.resolve("sentinel.conf"), """
                bind 127.0.0.1 %1$s
                port %2$d
                dir %3$s
                protected-mode no
                sentinel monitor redis-main %4$s %5$d 2
                sentinel down-after-milliseconds redis-main 2000
                sentinel failover-timeout redis-main 10000
                """.formatted(
                        address(), SENTINEL, directory, NodesInNamespaces.address(1), REDIS));
        program("sentinel", "redis-server", file.toString(), "--sentinel");
    }

    /** Of an nginx that keeps everything in its own directory. */
    static String nginxConfiguration(String server) {
        return """
                daemon off;
                master_process off;
                pid nginx.pid;
                error_log error.log;
                events { worker_connections 1024; }
                http {
                    access_log off;
                    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi; scgi_temp_path scgi;
                    server { %s }
                }
                """.formatted(server);
    }

    private void nginx(String what, int port) throws IOException {
        Path directory = Files.createDirectories(home().resolve(what));
        Files.writeString(directory.resolve("nginx.conf"), nginxConfiguration("""
                listen %d;
                location / { return 200 "served by %s\\n"; }
                location /_healthz { return 200 "ok\\n"; }
                """.formatted(port, name())));
        program(
                what,
                "nginx",
                "-p",
                directory.toString(),
                "-c",
                directory.resolve("nginx.conf").toString(),
                "-e",
                "error.log");
    }

    private Path traefikFile() throws IOException {
        Path directory = Files.createDirectories(home().resolve("traefik"));
        // As bootstrap.sh has it: without one, Traefik makes an RSA key at each change of a file before it is in force.
        new Openssl(directory).request("default", "crt", "-x509", "-days", "30", "-subj", "/CN=traefik");
        Files.writeString(provided().resolve("certificates.yaml"), """
                tls: {stores: {default: {defaultCertificate: {certFile: "%1$s/default.crt", keyFile: "%1$s/default.key"}}}}
                """.formatted(directory));
        return Files.writeString(
                directory.resolve("traefik.yaml"), """
                entryPoints:
                  web: {address: ":80"}
                  websecure:
                    address: ":443"
                    http: {tls: {certResolver: pebble, domains: [{main: bolabaden.org, sans: ["*.bolabaden.org"]}]}}
                certificatesResolvers:
                  pebble:
                    acme:
                      email: ops@bolabaden.org
                      caServer: "https://%1$s:14000/dir"
                      storage: "%2$s/acme.json"
                      certificatesDuration: 1
                      dnsChallenge: {provider: dnsupdate, resolvers: ["%1$s:53"], propagation: {disableChecks: true}}
                global: {checkNewVersion: false, sendAnonymousUsage: false}
                log: {level: INFO}
                providers: {file: {directory: "%3$s", watch: true}}
                """.formatted(PublicDns.ADDRESS, directory, provided()));
    }

    /** Whether Traefik has a certificate by now. */
    boolean hasCertificate() {
        try {
            return Files.readString(home().resolve("traefik").resolve("acme.json"))
                    .contains("\"certificate\"");
        } catch (IOException notYet) {
            return false;
        }
    }

    /** This node's watcher.yaml. */
    String watcher(PublicDns dns) {
        return nodes.watcher(number, "", """
                traefik: {passive_checks: true}
                # Each test is another death of the same backends within minutes, which would count as flapping.
                health_checks: {flap: off}
                haproxy: {socket: %1$s, master_socket: %2$s}
                templates:
                  - {input: "builtin:haproxy-tcp", output: %3$s}
                  - {input: "builtin:traefik-http", output: %4$s}
                dns:
                  provider: rfc2136
                  server: "%5$s:53"
                  zone: bolabaden.org
                  key_file: %6$s
                  names: ["*.bolabaden.org", bolabaden.org]
                  address: %7$s
                  interval: 5s
                  withdraw_on: {unhealthy_edge: {check: "http://127.0.0.1/", host: bolabaden.org, after: 5s}}
                """.formatted(
                                socket(), masterSocket(), tcp(), http(), PublicDns.ADDRESS, dns.key(), address()))
                .replace(
                        home().resolve("state").toString(),
                        disk().resolve("state").toString());
    }

    /** When its Traefik was started last, in milliseconds since the epoch. */
    long traefikSince() {
        return program("traefik").since();
    }

    /** The file with how far the clock of the sidecar is off, as libfaketime reads it. */
    Path clock() {
        return home().resolve("clock");
    }

    @Override
    public String toString() {
        return name();
    }
}
