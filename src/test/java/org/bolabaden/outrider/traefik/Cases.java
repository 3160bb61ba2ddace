package org.bolabaden.outrider.traefik;

import java.util.List;

/** Files for the file provider, each with what the real Traefik does with it. */
final class Cases {
    private Cases() {}

    /** What Traefik does. */
    enum Outcome {
        /** All of it is live. */
        LOADS,
        /** It drops everything that the provider had. */
        DROPS,
        /** It loads the rest, and something of it is disabled. */
        DISABLES,
        /** It says nothing and does something other than what is written, or nothing. */
        IGNORES
    }

    /**
     * One file.
     *
     * @param name what is special about it
     */
    record Case(Outcome outcome, String name, String text) {
        @Override
        public String toString() {
            return outcome + ": " + name;
        }
    }

    private static final String SERVICE = """
              services:
                s:
                  loadBalancer: {servers: [{url: "http://127.0.0.1:1"}]}
            """;

    private static Case of(Outcome outcome, String name, String text) {
        return new Case(outcome, name, text);
    }

    /** A router r with these keys in place of its own, and a service s. */
    private static Case router(Outcome outcome, String name, String keys) {
        return of(outcome, name, "http:\n  routers:\n    r: {" + keys + "}\n" + SERVICE);
    }

    private static Case rule(Outcome outcome, String rule) {
        return of(
                outcome,
                "rule " + rule,
                "http:\n  routers:\n    r:\n      service: s\n      rule: '" + rule.replace("'", "''") + "'\n"
                        + SERVICE);
    }

    /** A service t with these keys, which a router asks for; s is a service without a check. */
    private static Case service(Outcome outcome, String name, String keys) {
        return of(
                outcome,
                name,
                "http:\n  routers:\n    r: {rule: 'Host(`a`)', service: t}\n" + SERVICE + "    t: {" + keys + "}\n");
    }

    private static Case middleware(Outcome outcome, String name, String keys) {
        return of(
                outcome,
                name,
                "http:\n  routers:\n    r: {rule: 'Host(`a`)', service: s, middlewares: [m]}\n" + SERVICE
                        + "  middlewares:\n    m: {" + keys + "}\n");
    }

    static List<Case> all() {
        return java.util.stream.Stream.of(documents(), routers(), rules(), services(), middlewares(), streams())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Case> documents() {
        return List.of(
                of(Outcome.LOADS, "nothing at all", ""),
                of(Outcome.LOADS, "a comment alone", "# nothing\n"),
                of(Outcome.LOADS, "sections of nothing", "http:\ntcp:\n"),
                of(
                        Outcome.LOADS,
                        "anchors under x-",
                        "x-a: &a {rule: 'Host(`a`)', service: s}\nhttp:\n  routers:\n    r: *a\n    q:\n      <<: *a\n      rule: 'Host(`b`)'\n"
                                + SERVICE),
                of(
                        Outcome.LOADS,
                        "keys in other cases",
                        "HTTP:\n  Routers:\n    r: {RULE: 'Host(`a`)', Service: s}\n" + SERVICE),
                of(Outcome.DROPS, "not YAML", "http: [\n"),
                of(Outcome.DROPS, "a tab for indentation", "http:\n\trouters: {}\n"),
                of(
                        Outcome.DROPS,
                        "a duplicate key",
                        "http:\n  routers:\n    r: {rule: 'Host(`a`)', service: s}\n    r: {rule: 'Host(`b`)', service: s}\n"
                                + SERVICE),
                of(Outcome.DROPS, "a list at the top", "- http\n"),
                of(Outcome.DROPS, "an empty http section", "http: {}\n"),
                of(Outcome.DROPS, "empty routers", "http:\n  routers: {}\n"),
                of(Outcome.DROPS, "empty services", "http:\n  services: {}\n"),
                of(Outcome.DROPS, "routers as a list", "http:\n  routers: [a]\n"),
                of(Outcome.DROPS, "an unknown section of http", "http:\n  router:\n    a: {rule: 'Host(`a`)'}\n"),
                of(Outcome.DROPS, "a Go template that fails", "# {{ nothing }}\n"),
                of(Outcome.IGNORES, "an unknown key at the top", "htp:\n  routers: {}\n"),
                of(Outcome.IGNORES, "a second document", "http:\n---\nhttp:\n"));
    }

    private static List<Case> routers() {
        return List.of(
                router(Outcome.LOADS, "a router", "rule: 'Host(`a`)', service: s"),
                router(Outcome.LOADS, "a service with its provider", "rule: 'Host(`a`)', service: s@file"),
                router(Outcome.LOADS, "an internal service", "rule: 'Host(`a`)', service: noop@internal"),
                router(Outcome.LOADS, "an entry point as text", "rule: 'Host(`a`)', service: s, entryPoints: web"),
                router(Outcome.LOADS, "a number in quotes", "rule: 'Host(`a`)', service: s, priority: '7'"),
                router(Outcome.LOADS, "tls of nothing", "rule: 'Host(`a`)', service: s, tls: {}"),
                router(Outcome.LOADS, "tls: true", "rule: 'Host(`a`)', service: s, tls: true"),
                router(Outcome.LOADS, "a key of nothing", "rule: 'Host(`a`)', service: s, middlewares:"),
                router(Outcome.DROPS, "an unknown key", "rule: 'Host(`a`)', service: s, prority: 7"),
                router(Outcome.DROPS, "a word for a number", "rule: 'Host(`a`)', service: s, priority: high"),
                router(Outcome.DROPS, "a fraction for a number", "rule: 'Host(`a`)', service: s, priority: 1.5"),
                router(Outcome.DROPS, "a mapping for a text", "rule: {a: b}, service: s"),
                router(Outcome.DROPS, "an empty mapping", "rule: 'Host(`a`)', service: s, observability: {}"),
                router(Outcome.DROPS, "yes for true", "rule: 'Host(`a`)', service: s, observability: {metrics: yes}"),
                router(Outcome.DISABLES, "a list for a text", "rule: 'Host(`a`)', service: [s]"),
                router(Outcome.DISABLES, "no rule", "service: s"),
                router(Outcome.DISABLES, "no service", "rule: 'Host(`a`)'"),
                router(Outcome.DISABLES, "a service that is not there", "rule: 'Host(`a`)', service: x"),
                router(
                        Outcome.DISABLES,
                        "an internal service that is not there",
                        "rule: 'Host(`a`)', service: x@internal"),
                router(
                        Outcome.DISABLES,
                        "a middleware that is not there",
                        "rule: 'Host(`a`)', service: s, middlewares: [x]"),
                router(
                        Outcome.DISABLES,
                        "tls options that are not there",
                        "rule: 'Host(`a`)', service: s, tls: {options: x}"));
    }

    private static List<Case> rules() {
        return List.of(
                rule(Outcome.LOADS, "Host(`a`) || Host(`b`) && !(Path(`/x`) || PathPrefix(`/y`))"),
                rule(Outcome.LOADS, "Host(\"a\")&&Header(`X-A`,`1`)&&Query(`q`)"),
                rule(Outcome.LOADS, "host(`a`) && METHOD(`GET`) && Clientip(`127.0.0.1`)"),
                rule(
                        Outcome.LOADS,
                        "HostRegexp(`^(?P<name>[[:alnum:]-]+)\\.example\\.org$`) && PathRegexp(`(?i)\\.css$`)"),
                rule(Outcome.LOADS, "PathRegexp(`^/it's|\\(a\\)$`)"),
                rule(Outcome.DISABLES, "Host(`a`"),
                rule(Outcome.DISABLES, "Host(`a)"),
                rule(Outcome.DISABLES, "Host(\"a)"),
                rule(Outcome.DISABLES, "Host('a')"),
                rule(Outcome.DISABLES, "Host(a)"),
                rule(Outcome.DISABLES, "Host()"),
                rule(Outcome.DISABLES, "Host(``)"),
                rule(Outcome.DISABLES, "Host(`a`, `b`)"),
                rule(Outcome.DISABLES, "Host(`a`) Host(`b`)"),
                rule(Outcome.DISABLES, "Host(`a`) ||"),
                rule(Outcome.DISABLES, "Host(`a`) | Host(`b`)"),
                rule(Outcome.DISABLES, "Host(`a`) and Host(`b`)"),
                rule(Outcome.DISABLES, "(Host(`a`)"),
                rule(Outcome.DISABLES, "Hst(`a`)"),
                rule(Outcome.DISABLES, "HoSt(`a`)"),
                rule(Outcome.DISABLES, "Host(`ä`)"),
                rule(Outcome.DISABLES, "HostSNI(`a`)"),
                rule(Outcome.DISABLES, "HostRegexp(`[a`)"),
                rule(Outcome.DISABLES, "PathRegexp(`(?=a)`)"),
                rule(Outcome.DISABLES, "PathRegexp(`(a)\\1`)"),
                rule(Outcome.DISABLES, "Host(\"a\\.b\")"),
                rule(Outcome.DISABLES, "Path(`x`)"),
                rule(Outcome.DISABLES, "Header(`X-A`)"));
    }

    private static List<Case> services() {
        String checked =
                "loadBalancer: {servers: [{url: 'http://127.0.0.1:1'}], healthCheck: {path: /, interval: 1h, timeout: 500ms}}";
        return List.of(
                service(Outcome.LOADS, "a service with a check", checked),
                service(
                        Outcome.LOADS,
                        "durations of all kinds",
                        checked.replace("1h", "1h1m1.5s").replace("500ms", "5")),
                service(Outcome.LOADS, "a weighted service", "weighted: {services: [{name: s, weight: 3}]}"),
                service(
                        Outcome.LOADS,
                        "p2c",
                        "loadBalancer: {strategy: p2c, servers: [{url: 'http://[::1]:1', weight: 2}]}"),
                service(
                        Outcome.LOADS,
                        "an underscore in a host",
                        "loadBalancer: {servers: [{url: 'http://my_app:80'}]}"),
                of(
                        Outcome.LOADS,
                        "failover over a checked service",
                        "http:\n  routers:\n    r: {rule: 'Host(`a`)', service: f}\n" + SERVICE + "    t: {" + checked
                                + "}\n    f: {failover: {service: t, fallback: s}}\n"),
                of(
                        Outcome.LOADS,
                        "failover over a weighted one that tells",
                        "http:\n  routers:\n    r: {rule: 'Host(`a`)', service: f}\n" + SERVICE + "    t: {" + checked
                                + "}\n    w: {weighted: {services: [{name: t}], healthCheck: {}}}\n    f: {failover: {service: w, fallback: s}}\n"),
                service(Outcome.DISABLES, "failover over one without a check", "failover: {service: s, fallback: s}"),
                service(
                        Outcome.DISABLES,
                        "a weighted one that hears of one without a check",
                        "weighted: {services: [{name: s}], healthCheck: {}}"),
                service(Outcome.DISABLES, "a service that sends to itself", "weighted: {services: [{name: t}]}"),
                service(Outcome.DISABLES, "a child that is not there", "weighted: {services: [{name: x}]}"),
                service(
                        Outcome.DISABLES,
                        "two types",
                        "weighted: {services: [{name: s}]}, loadBalancer: {servers: [{url: 'http://127.0.0.1:1'}]}"),
                service(Outcome.DISABLES, "no type", ""),
                service(
                        Outcome.DISABLES,
                        "a strategy that is none",
                        "loadBalancer: {strategy: leastconn, servers: [{url: 'http://127.0.0.1:1'}]}"),
                service(Outcome.DISABLES, "a URL that is none", "loadBalancer: {servers: [{url: 'http://a b:1'}]}"),
                service(
                        Outcome.IGNORES,
                        "a URL without a scheme",
                        "loadBalancer: {servers: [{url: '127.0.0.1:1/x'}]}".replace("127.0.0.1:1/x", "/x")),
                service(Outcome.IGNORES, "no servers", "loadBalancer: {servers: []}"),
                service(Outcome.IGNORES, "a text for servers", "loadBalancer: {servers: 'http://127.0.0.1:1'}"),
                service(Outcome.DROPS, "a duration that is none", checked.replace("500ms", "5 s")),
                service(Outcome.DROPS, "an empty loadBalancer", "loadBalancer: {}"),
                service(Outcome.DROPS, "a scalar for a loadBalancer", "loadBalancer: x"),
                service(
                        Outcome.DROPS,
                        "an unknown key of a server",
                        "loadBalancer: {servers: [{url: 'http://127.0.0.1:1', wieght: 2}]}"),
                service(
                        Outcome.DROPS,
                        "a word for a truth",
                        "loadBalancer: {passHostHeader: 'no', servers: [{url: 'http://127.0.0.1:1'}]}"));
    }

    private static List<Case> middlewares() {
        return List.of(
                middleware(
                        Outcome.LOADS,
                        "a redirect",
                        "redirectRegex: {regex: '^(http|https)?://www\\.(.+)$', replacement: '${1}://${2}'}"),
                middleware(Outcome.LOADS, "compress of nothing", "compress: {}"),
                middleware(Outcome.LOADS, "headers", "headers: {customResponseHeaders: {X-A: '1', X-B: 2}}"),
                middleware(Outcome.DISABLES, "two kinds", "compress: {}, addPrefix: {prefix: /a}"),
                middleware(Outcome.DISABLES, "no kind", ""),
                middleware(
                        Outcome.DISABLES,
                        "a regular expression that is none",
                        "redirectRegex: {regex: '(', replacement: a}"),
                middleware(Outcome.DISABLES, "a chain to nowhere", "chain: {middlewares: [x]}"),
                middleware(Outcome.DISABLES, "no attempts", "retry: {initialInterval: 1s}"),
                middleware(Outcome.DROPS, "an unknown kind", "cache: {ttl: 1}"),
                middleware(
                        Outcome.DROPS,
                        "a number as a key",
                        "errors: {status: ['500'], service: s, statusRewrites: {500: x}}"));
    }

    private static List<Case> streams() {
        String service = "\n  services:\n    s: {loadBalancer: {servers: [{address: '127.0.0.1:1'}]}}\n";
        return List.of(
                of(Outcome.LOADS, "tcp", "tcp:\n  routers:\n    r: {rule: 'HostSNI(`*`)', service: s}" + service),
                of(
                        Outcome.LOADS,
                        "tcp health check of nothing",
                        "tcp:\n  routers:\n    r: {rule: 'HostSNI(`*`)', service: s}\n  services:\n    s: {loadBalancer: {servers: [{address: '127.0.0.1:1'}], healthCheck: {}}}\n"),
                of(
                        Outcome.DISABLES,
                        "tcp with a rule of http",
                        "tcp:\n  routers:\n    r: {rule: 'Host(`a`)', service: s}" + service),
                of(
                        Outcome.DISABLES,
                        "tcp to nowhere",
                        "tcp:\n  routers:\n    r: {rule: 'HostSNI(`*`)', service: x}" + service),
                of(
                        Outcome.DISABLES,
                        "udp to nowhere",
                        "udp:\n  routers:\n    r: {entryPoints: [u], service: x}" + service),
                of(
                        Outcome.DROPS,
                        "an unknown tls key",
                        "tls:\n  options:\n    o: {minVersion: VersionTLS13, min: 1}\n"));
    }
}
