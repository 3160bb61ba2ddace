package org.bolabaden.outrider.traefik;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bolabaden.outrider.traefik.Value.Entry;
import org.bolabaden.outrider.traefik.Value.Scalar;
import org.bolabaden.outrider.traefik.Value.Table;

/** What the http section means: rules, references, URLs. What is wrong here takes a router out, or serves nobody. */
final class HttpCheck {
    private static final Set<String> STRATEGIES = Set.of("wrr", "p2c", "hrw", "leasttime");
    private static final Set<String> SCHEMES = Set.of("http", "https", "h2c");

    private final Definitions definitions;
    private final Findings findings;
    private final References references;

    private HttpCheck(Definitions definitions, Findings findings) {
        this.definitions = definitions;
        this.findings = findings;
        this.references = new References(definitions, findings);
    }

    static void check(ProvidedFile file, Definitions definitions, Set<String> parents, Findings findings) {
        HttpCheck check = new HttpCheck(definitions, findings);
        each(file, Kind.HTTP_ROUTER, (name, line, router) -> check.router(name, line, router, parents));
        each(file, Kind.HTTP_SERVICE, check::service);
        each(file, Kind.HTTP_MIDDLEWARE, new MiddlewareCheck(check.references, findings)::check);
    }

    /** What is done with one that has a name. */
    interface Check {
        void check(String name, int line, Table table);
    }

    /** Goes through those of a kind; one without any key counts as an empty mapping. */
    static void each(ProvidedFile file, Kind kind, Check check) {
        file.defined(kind).forEach((name, entry) -> check.check(name, entry.line(), tableOf(entry)));
    }

    private static Table tableOf(Entry entry) {
        return entry.value() instanceof Table table ? table : new Table(entry.line(), Map.of());
    }

    private void router(String name, int line, Table router, Set<String> parents) {
        String what = "router '" + name + "'";
        router.scalar("rule")
                .filter(rule -> !rule.text().isBlank())
                .ifPresentOrElse(rule -> rule(what, router, rule), () -> findings.add(line, what + " has no rule"));
        if (router.scalar("service").isEmpty() && !parents.contains(name)) {
            findings.add(line, what + " has no service");
        }
        references.one(what, router, "service", Kind.HTTP_SERVICE);
        references.all(what, router, "middlewares", Kind.HTTP_MIDDLEWARE);
        references.all(what, router, "parentRefs", Kind.HTTP_ROUTER);
        router.table("tls").ifPresent(tls -> references.one(what, tls, "options", Kind.TLS_OPTIONS));
    }

    private void rule(String what, Table router, Scalar rule) {
        if (router.scalar("ruleSyntax").map(Scalar::text).orElse("v3").equals("v2")) {
            return;
        }
        try {
            RuleParser.check(rule.text(), RuleParser.HTTP);
        } catch (RuleParser.RuleException wrong) {
            findings.add(rule.line(), what + ": rule " + rule.shown() + ": " + wrong.getMessage());
        }
    }

    private void service(String name, int line, Table service) {
        String what = "service '" + name + "'";
        if (service.entries().size() != 1) {
            findings.add(
                    line,
                    what + " has " + service.entries().size()
                            + " types, expected one of loadBalancer, weighted, failover, mirroring,"
                            + " highestRandomWeight");
            return;
        }
        service.table("loadBalancer").ifPresent(balancer -> loadBalancer(what, line, balancer));
        for (ServiceChildren.Child child : ServiceChildren.of(service)) {
            references.resolve(what, child.name(), Kind.HTTP_SERVICE);
        }
        if (service.table("loadBalancer").isEmpty()
                && ServiceChildren.of(service).isEmpty()) {
            findings.add(line, what + " has no service to send requests to");
        }
        new ServiceChildren(definitions).faults(name, service).forEach(fault -> findings.add(line, what + " " + fault));
    }

    private void loadBalancer(String what, int line, Table balancer) {
        List<Table> servers = balancer.tables("servers");
        if (servers.isEmpty()) {
            findings.add(line, what + " has no servers");
        }
        for (Table server : servers) {
            server.scalar("url")
                    .ifPresentOrElse(
                            url -> url(what, url), () -> findings.add(server.line(), what + ": a server has no url"));
        }
        balancer.scalar("strategy")
                .filter(strategy -> !STRATEGIES.contains(strategy.text()))
                .ifPresent(strategy -> findings.add(
                        strategy.line(),
                        what + ": strategy is " + strategy.shown() + ", expected wrr, p2c, hrw or leasttime"));
        references.one(what, balancer, "serversTransport", Kind.HTTP_TRANSPORT);
    }

    private void url(String what, Scalar url) {
        try {
            URI uri = new URI(url.text());
            if (uri.getScheme() != null && SCHEMES.contains(uri.getScheme()) && uri.getRawAuthority() != null) {
                return;
            }
        } catch (URISyntaxException wrong) {
            // Told below, in the same words.
        }
        findings.add(url.line(), what + ": url is " + url.shown() + ", expected a URL such as http://10.8.0.1:8080");
    }
}
