package org.bolabaden.outrider.dns.keep;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import org.bolabaden.outrider.registry.DnsSettings;

/** Which zone belongs to which settings. */
final class Zones {
    // An API that hangs is worth no more patience than that; the next attempt comes.
    static final Duration DEADLINE = Duration.ofSeconds(10);

    private Zones() {}

    /** A zone, to which nobody has spoken yet. */
    static Zone of(DnsSettings settings, Map<String, String> environment, Vertx vertx) {
        return switch (settings.provider()) {
            case DnsSettings.Cloudflare cloudflare ->
                new CloudflareZone(
                        cloudflare,
                        environment,
                        new Web(vertx, DEADLINE),
                        new RequestBudget(RequestBudget.CLOUDFLARE_MOST, RequestBudget.CLOUDFLARE_WINDOW));
            case DnsSettings.Rfc2136 server ->
                new Rfc2136Zone(server, (int) settings.ttl().toSeconds());
        };
    }
}
