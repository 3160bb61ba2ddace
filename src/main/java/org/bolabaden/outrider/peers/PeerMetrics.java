package org.bolabaden.outrider.peers;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.bolabaden.outrider.observe.Exposition;
import org.bolabaden.outrider.observe.Exposition.MetricType;

/**
 * What is known of the peers, for Prometheus: {@code outrider_peer_up{peer}}, {@code outrider_peer_registry_in_step{peer}}
 * and {@code outrider_peer_disagreements{peer}}; the last two of those that answer.
 */
public final class PeerMetrics implements Exposition.Source {
    private final Supplier<Fleet> fleet;
    private final Supplier<String> registry;
    private final Supplier<Discord> discord;

    /**
     * Reads the snapshots anew at each scrape.
     *
     * @param registry the version that this node serves
     */
    public PeerMetrics(Supplier<Fleet> fleet, Supplier<String> registry, Supplier<Discord> discord) {
        this.fleet = fleet;
        this.registry = registry;
        this.discord = discord;
    }

    @Override
    public void write(Exposition out) {
        Fleet all = fleet.get();
        if (all.members().isEmpty()) {
            return;
        }
        String version = registry.get();
        Discord differing = discord.get();
        out.family("outrider_peer_up", MetricType.GAUGE, "1 while the sidecar of that node answers.");
        all.members().stream()
                .filter(member -> member.contact() != Member.Contact.UNKNOWN)
                .forEach(member ->
                        out.sample().label("peer", member.node().value()).is(member.up() ? 1 : 0));
        ofThoseUp(
                out,
                all,
                "outrider_peer_registry_in_step",
                "1 while the peer serves the same version of the registry as this node.",
                member -> member.view().map(LocalView::registry).equals(Optional.of(version)) ? 1 : 0);
        ofThoseUp(
                out,
                all,
                "outrider_peer_disagreements",
                "Nodes whose backends the peer sees up and this node down, or the other way round, for long enough to tell.",
                member -> differing.open().entrySet().stream()
                        .filter(entry -> entry.getKey() instanceof Discord.Verdicts
                                && entry.getKey().peer().equals(member.node())
                                && entry.getValue().told())
                        .count());
    }

    private static void ofThoseUp(Exposition out, Fleet all, String name, String help, ToLongFunction<Member> value) {
        out.family(name, MetricType.GAUGE, help);
        all.members().stream()
                .filter(Member::up)
                .forEach(member ->
                        out.sample().label("peer", member.node().value()).is(value.applyAsLong(member)));
    }
}
