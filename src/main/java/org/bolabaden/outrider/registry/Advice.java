package org.bolabaden.outrider.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the files may say, and an operator should know about: read as it is meant, but weaker than it looks. Pure: only what
 * the files tell by themselves.
 */
public final class Advice {
    private static final int FEWEST_SENTINELS = 3;
    private static final int CLOUDFLARE_LEAST_TTL = 60;
    // Of the 100 characters that a comment has in the free plan.
    private static final int CLOUDFLARE_LONGEST_NODE = 78;

    private final List<String> lines = new ArrayList<>();

    private Advice() {}

    /** One line each, which begins with the place in the file; empty: nothing to say. */
    public static List<String> of(NodeSettings settings, Registry registry) {
        Advice advice = new Advice();
        registry.services().values().stream()
                .filter(service -> service.primary().isPresent())
                .forEach(advice::look);
        settings.receivers().forEach(receiver -> advice.look(receiver, registry));
        settings.dns().ifPresent(dns -> advice.look(dns, settings.node()));
        settings.peers().store().ifPresent(store -> advice.look(store, registry));
        boolean anyPrimary = registry.services().values().stream()
                .anyMatch(service -> service.primary().isPresent());
        if (anyPrimary && settings.haproxy().masterSocket().isEmpty()) {
            advice.say(
                    "haproxy.master_socket",
                    "is not set, so that sessions to an earlier primary cannot be cut in the old workers that a reload of"
                            + " HAProxy leaves behind; expected the socket of haproxy -W -S");
        }
        return List.copyOf(advice.lines);
    }

    private void look(Receiver receiver, Registry registry) {
        receiver.selection().services().stream()
                .filter(name -> !registry.services().containsKey(name))
                .sorted()
                .forEach(name -> say(
                        "notify." + receiver.name() + ".services",
                        "no service is called " + name + ", so that nothing of it is told; expected some of "
                                + registry.services().keySet()));
    }

    private void look(PeerStore store, Registry registry) {
        if (!(store instanceof PeerStore.Redis redis) || redis.address().isPresent()) {
            return;
        }
        List<ServiceName> primaries = registry.services().values().stream()
                .filter(service -> service.primary().isPresent())
                .map(Service::name)
                .toList();
        boolean found = redis.service().map(primaries::contains).orElse(primaries.size() == 1);
        if (!found) {
            say(
                    "peers.redis.service",
                    redis.service().map(name -> "is " + name).orElse("is not set")
                            + ", and the services that have a primary are " + primaries
                            + ", so that the peers are not heard; expected one of these, or peers.redis.address");
        }
    }

    private void look(DnsSettings dns, NodeName node) {
        switch (dns.provider()) {
            case DnsSettings.Cloudflare cloudflare -> {
                if (!dns.proxied() && dns.ttl().toSeconds() < CLOUDFLARE_LEAST_TTL) {
                    say("dns.ttl", "is less than Cloudflare takes but for enterprises; expected 1m or more");
                }
                if ("http".equals(cloudflare.api().getScheme())) {
                    say("dns.api_url", "is not https, so that the token goes in the clear; expected https://");
                }
                if (node.value().length() > CLOUDFLARE_LONGEST_NODE) {
                    say(
                            "node",
                            "is too long for the comment that marks a record at Cloudflare; expected at most "
                                    + CLOUDFLARE_LONGEST_NODE + " characters");
                }
            }
            case DnsSettings.Rfc2136 server -> {
                if (server.keyFile().isEmpty()) {
                    say("dns.key_file", "is not set, so that updates are not signed; expected the zone's TSIG key");
                }
            }
        }
    }

    private void look(Service service) {
        String path = service.section().key() + "." + service.name();
        service.sentinel()
                .ifPresent(settings ->
                        count(path + ".sentinel.sentinels", settings.sentinels().size()));
        if (demandsRole(service)) {
            say(
                    path + ".check.role",
                    "takes all backends of another role for down, and which of them is the primary is found out without"
                            + " it; expected a check without role");
        }
        service.backends().stream()
                .filter(backend -> backend.weight().value() == 0)
                .forEach(backend -> say(
                        path + ".backends",
                        backend.id().endpoint() + " has weight 0, so that nobody is served while it is the primary"));
    }

    private void count(String path, int sentinels) {
        if (sentinels < FEWEST_SENTINELS) {
            say(path, "has " + sentinels + ", of which none may fail; expected at least " + FEWEST_SENTINELS);
        } else if (sentinels % 2 == 0) {
            say(
                    path,
                    "has " + sentinels + ", of which no more may fail than of " + (sentinels - 1)
                            + "; expected an odd number");
        }
    }

    private static boolean demandsRole(Service service) {
        return service.backends().stream()
                .map(Backend::check)
                .flatMap(check -> check instanceof Check.Several several ? several.parts().stream() : Stream.of(check))
                .anyMatch(check ->
                        check instanceof Check.Redis redis && redis.role().isPresent());
    }

    private void say(String path, String what) {
        lines.add(path + ": " + what);
    }
}
