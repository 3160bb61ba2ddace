package org.bolabaden.outrider;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Writes one random registry as YAML, with the names, texts and numbers that are apt to break something. */
final class RegistryWriter {
    private static final List<String> HTTP_NAMES = List.of(
            "bolabaden.org",
            "WWW.Example.org",
            "a",
            "x_y.z",
            "outrider-http",
            "10.0.0.1",
            "frontend",
            "default",
            "edge.local",
            "0a",
            "true.example",
            "www.www.org",
            "if",
            "xn--bcher-kva.example",
            "a--b.c_",
            "null");
    private static final List<String> TCP_NAMES = List.of(
            "redis-main",
            "fe-redis-main",
            "outrider-tcp",
            "global",
            "listen",
            "http",
            "0",
            "1e3",
            "a..b",
            "A.",
            "a_-",
            "no",
            "off",
            "edge",
            "local",
            "stats",
            "GLOBAL-2",
            "backend",
            "5432",
            "1.2.3.4",
            "yes",
            "node1");
    private static final List<String> HOSTS = List.of(
            GeneratedRegistries.NODE,
            "NODE1.example.org",
            "node2",
            "localhost",
            "127.0.0.1",
            "::1",
            "2001:db8::7",
            "::ffff:10.0.0.1",
            "10.8.0.3",
            "my_app",
            "_x.y",
            "node3.example.org",
            "no-such-host.invalid",
            "a.b.c.d.e.f",
            "255.255.255.255");
    private static final String PATH_CHARACTERS = "abcXYZ019._~!$&'()*+,;=:@%/?-";
    private static final String TEXT_CHARACTERS = "ab '\"\\#{}[]%$;|<>&`\u00e9\u2028\ud83d\ude00{{}}%[src]${HOME}!";

    private final Random random;
    private final StringBuilder yaml = new StringBuilder("version: 1\n");
    private final Set<String> taken = new LinkedHashSet<>();
    private final Set<Integer> ports = new LinkedHashSet<>();

    RegistryWriter(long seed) {
        // Spread, since the first numbers of neighbouring seeds are alike.
        this.random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
    }

    String write() {
        if (chance(2)) {
            line("nodes:");
            line("  " + GeneratedRegistries.NODE + ": {address: "
                    + oneOf("10.8.0.1", "127.0.0.1", "'::1'", "node1-vpn.example") + "}");
            line("  node2: {" + oneOf("", "address: 10.8.0.2") + "}");
        }
        if (chance(3)) {
            line("defaults: {check: {" + oneOf("interval: 5s", "timeout: 50ms", "interval: 24h") + "}}");
        }
        section("http", random.nextInt(6));
        section("tcp", random.nextInt(6));
        return yaml.toString();
    }

    private void section(String section, int services) {
        if (services == 0 && chance(2)) {
            return;
        }
        line(section + ":" + (services == 0 ? " {}" : ""));
        for (int i = 0; i < services; i++) {
            boolean http = section.equals("http");
            name(http).ifPresent(name -> service(name, http));
        }
        if (services > 0) {
            // So that the section is never left without an entry.
            service("last-" + section, section.equals("http"));
        }
    }

    private void service(String name, boolean http) {
        line("  " + quoted(name) + ":");
        if (http) {
            List<String> aliases = new ArrayList<>();
            for (int i = chance(10) ? 80 : random.nextInt(4); i > 0; i--) {
                name(true).ifPresent(alias -> aliases.add(quoted(alias)));
            }
            line("    aliases: [" + String.join(", ", aliases) + "]");
            if (chance(2)) {
                line("    cache: \"" + oneOf("static, 10m", "all, 1s", "365d", "static, 1h30m", "all, 90s") + "\"");
            }
        } else {
            line("    port: " + port());
        }
        if (chance(2)) {
            line("    balance: " + oneOf("roundrobin", "leastconn"));
        }
        if (chance(4)) {
            line("    tls: {server_name: " + oneOf("secret.example.org", "10.0.0.1", "_x.y") + "}");
        }
        check(http);
        line("    backends:");
        Set<String> endpoints = new LinkedHashSet<>();
        for (int i = 1 + random.nextInt(chance(12) ? 40 : 4); i > 0; i--) {
            backend(endpoints);
        }
        if (!http && chance(3)) {
            primary(name, List.copyOf(endpoints));
        }
    }

    private void primary(String name, List<String> endpoints) {
        String[] one = oneOf(endpoints).split(" ");
        String named = (one[0].indexOf(':') < 0 ? one[0] : "[" + one[0] + "]") + ":" + one[1];
        line(chance(2) ? "    sentinel: " + sentinel() : "    primary: " + oneOf("role", quoted(named)));
        if (chance(2) && taken.add(name.toLowerCase(Locale.ROOT) + "-ro")) {
            line("    read_pool: {port: " + port() + oneOf("", ", max_lag: 1s", ", max_lag: 24h") + "}");
        }
    }

    private String sentinel() {
        return "{master: " + quoted(oneOf("mymaster", "redis-main", "a.b_c", "0")) + ", sentinels: ["
                + oneOf("'node1:26379'", "'node2:26379', '[::1]:26379', 'my_app:1'", "'10.0.0.1:26379', 'a.b:26379'")
                + "]" + oneOf("", ", password-file: secrets/redis", ", user: 'o~{', password-file: 'a b'")
                + oneOf("", ", sentinel-password-file: /run/s", ", tls: true, sentinel-tls: {ca: ca.pem}")
                + oneOf("", ", isolation: 10s", ", isolation: 1d") + "}";
    }

    /** One more, unless its endpoint is there already. */
    private void backend(Set<String> endpoints) {
        String host = oneOf(HOSTS);
        int port = chance(2) ? 1 + random.nextInt(65_535) : 8080;
        String backend = "host: " + quoted(host) + ", port: " + port;
        if (chance(4)) {
            String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
            String scheme = oneOf("http", "https", "HTTPS");
            String end = oneOf("", ":" + port, "/");
            port = end.startsWith(":") ? port : scheme.equals("http") ? 80 : 443;
            backend = "url: \"" + scheme + "://" + shown + end + "\"";
        }
        if (endpoints.add(host.toLowerCase(Locale.ROOT) + " " + port)) {
            line("      - {" + backend + (chance(2) ? ", weight: " + oneOf("0", "1", "100", "256") : "") + "}");
        }
    }

    private void check(boolean http) {
        if (chance(4)) {
            return;
        }
        if (chance(4)) {
            line("    check: {type: tcp, interval: 50ms}");
            return;
        }
        String body = chance(3) ? ", body: " + quoted(text()) : "";
        line("    check: {type: http, path: " + quoted("/" + some(PATH_CHARACTERS, 12)) + ", method: "
                + oneOf("GET", "HEAD", "OPTIONS", "Q")
                + (chance(3) ? ", host: " + quoted(oneOf(HOSTS)) : "")
                + ", expect: {status: \"" + oneOf("200", "200-399", "100-599", "200,204,301-308,404", "204, 404")
                + "\"" + body + "}}");
    }

    private Optional<String> name(boolean http) {
        String base = oneOf(http ? HTTP_NAMES : TCP_NAMES);
        String name =
                switch (random.nextInt(6)) {
                    case 0 -> base + random.nextInt(100);
                    case 1 -> "s" + random.nextInt(1_000) + "." + base;
                    case 2 -> http ? "www." + base : base + "_" + random.nextInt(9);
                    case 3 -> "l".repeat(1 + random.nextInt(60)) + "." + base;
                    case 4 -> base.toUpperCase(Locale.ROOT);
                    default -> base;
                };
        return taken.add(name.toLowerCase(Locale.ROOT)) ? Optional.of(name) : Optional.empty();
    }

    private int port() {
        int port = oneOf(List.of(1, 22, 53, 6379, 65_535, 9180, 8404, 1 + random.nextInt(65_535)));
        return port != 80 && port != 443 && ports.add(port) ? port : port();
    }

    private String text() {
        return some(TEXT_CHARACTERS, 24);
    }

    private String some(String characters, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(most); i > 0; i--) {
            char c = characters.charAt(random.nextInt(characters.length()));
            if (!Character.isSurrogate(c)) {
                text.append(c);
            }
        }
        return text.isEmpty() ? "x" : text.toString();
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''").replace("\u2028", " ") + "'";
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    @SafeVarargs
    private <T> T oneOf(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private void line(String line) {
        yaml.append(line).append('\n');
    }
}
