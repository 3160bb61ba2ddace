package org.bolabaden.outrider.dns.keep;

import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.dns.DnsStatus;
import org.bolabaden.outrider.dns.keep.AddressFinder.Found;
import org.bolabaden.outrider.registry.DnsSettings;
import org.bolabaden.outrider.registry.DnsSettings.RecordType;

/** What would be done now. Nothing is changed. */
public final class Preview {
    private Preview() {}

    /**
     * Finds the address, asks the proxies once, reads the zone and plans.
     *
     * @param node this node's name
     * @param drained whether this node is drained
     * @throws ZoneException when the zone cannot be read
     * @throws InterruptedException when the thread is to end
     */
    public static DnsStatus of(
            DnsSettings settings, String node, boolean drained, Map<String, String> environment, Vertx vertx)
            throws ZoneException, InterruptedException {
        Zone zone = Zones.of(settings, environment, vertx);
        Map<RecordType, Found> addresses =
                new AddressFinder(new Web(vertx, Zones.DEADLINE)).find(settings.address(), settings.types());
        Optional<String> edge = settings.withdrawal().edge().isPresent()
                ? EdgeWatch.fault(settings.withdrawal().edge().get(), EdgeWatch.web(vertx))
                : Optional.empty();
        Situation situation = new Situation(drained, edge, Set.of());
        List<DnsStatus.OfSet> sets = Round.look(zone, settings.names(), situation.wanted(node, settings, addresses));
        return new DnsStatus(
                zone.toString(), sets, Optional.of(Instant.now()), Optional.empty(), Optional.empty(), edge);
    }
}
