package org.bolabaden.outrider.traefik;

import java.util.List;
import org.bolabaden.outrider.traefik.Value.Scalar;
import org.bolabaden.outrider.traefik.Value.Table;

/** What the tcp and udp sections mean. */
record StreamCheck(References references, Findings findings) {
    static void check(ProvidedFile file, Definitions definitions, Findings findings) {
        StreamCheck check = new StreamCheck(new References(definitions, findings), findings);
        HttpCheck.each(file, Kind.TCP_ROUTER, check::tcpRouter);
        HttpCheck.each(file, Kind.UDP_ROUTER, (name, line, router) -> check.service("udp router", name, line, router));
        HttpCheck.each(
                file, Kind.TCP_SERVICE, (name, line, service) -> check.balancer(Kind.TCP_SERVICE, name, line, service));
        HttpCheck.each(
                file, Kind.UDP_SERVICE, (name, line, service) -> check.balancer(Kind.UDP_SERVICE, name, line, service));
        HttpCheck.each(file, Kind.TCP_MIDDLEWARE, check::middleware);
    }

    private void tcpRouter(String name, int line, Table router) {
        String what = "tcp router '" + name + "'";
        service("tcp router", name, line, router);
        references.all(what, router, "middlewares", Kind.TCP_MIDDLEWARE);
        router.table("tls").ifPresent(tls -> references.one(what, tls, "options", Kind.TLS_OPTIONS));
        router.scalar("rule")
                .ifPresentOrElse(rule -> rule(what, router, rule), () -> findings.add(line, what + " has no rule"));
    }

    private void rule(String what, Table router, Scalar rule) {
        if (router.scalar("ruleSyntax").map(Scalar::text).orElse("v3").equals("v2")) {
            return;
        }
        try {
            RuleParser.check(rule.text(), RuleParser.TCP);
        } catch (RuleParser.RuleException wrong) {
            findings.add(rule.line(), what + ": rule " + rule.shown() + ": " + wrong.getMessage());
        }
    }

    private void service(String noun, String name, int line, Table router) {
        String what = noun + " '" + name + "'";
        if (router.scalar("service").isEmpty()) {
            findings.add(line, what + " has no service");
        }
        references.one(what, router, "service", noun.startsWith("udp") ? Kind.UDP_SERVICE : Kind.TCP_SERVICE);
    }

    private void balancer(Kind kind, String name, int line, Table service) {
        String what = kind.noun() + " '" + name + "'";
        if (service.entries().size() != 1) {
            findings.add(line, what + " has " + service.entries().size() + " types, expected loadBalancer or weighted");
            return;
        }
        service.table("loadBalancer").ifPresent(balancer -> servers(what, line, balancer));
        service.table("weighted")
                .ifPresent(weighted ->
                        weighted.tables("services").forEach(child -> references.one(what, child, "name", kind)));
    }

    private void servers(String what, int line, Table balancer) {
        List<Table> servers = balancer.tables("servers");
        if (servers.isEmpty()) {
            findings.add(line, what + " has no servers");
        }
        for (Table server : servers) {
            if (server.scalar("address")
                    .filter(at -> at.text().matches(".*:[0-9]{1,5}"))
                    .isEmpty()) {
                findings.add(server.line(), what + ": a server has no address, expected one such as 10.8.0.1:6379");
            }
        }
        references.one(what, balancer, "serversTransport", Kind.TCP_TRANSPORT);
    }

    private void middleware(String name, int line, Table middleware) {
        if (middleware.entries().size() != 1) {
            findings.add(
                    line,
                    "tcp middleware '" + name + "' has " + middleware.entries().size() + " kinds, expected one");
        }
    }
}
