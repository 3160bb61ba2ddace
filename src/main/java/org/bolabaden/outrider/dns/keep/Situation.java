package org.bolabaden.outrider.dns.keep;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bolabaden.outrider.dns.RecordKey;
import org.bolabaden.outrider.dns.Wanted;
import org.bolabaden.outrider.dns.Wish;
import org.bolabaden.outrider.dns.keep.AddressFinder.Found;
import org.bolabaden.outrider.registry.DnsSettings;
import org.bolabaden.outrider.registry.DnsSettings.RecordType;

/**
 * What is known at a moment, of which follows what this node wants.
 *
 * @param drained whether this node is drained
 * @param edge why our own proxies are held for dead; empty: they are not
 * @param dead peers whose records may go
 */
record Situation(boolean drained, Optional<String> edge, Set<String> dead) {
    Situation {
        dead = Set.copyOf(dead);
    }

    /** Of the peers, those that have been dead for long enough. */
    static Set<String> dead(DnsSettings settings, PeerDeaths deaths, Instant now) {
        Optional<Duration> after = settings.withdrawal().deadPeersAfter();
        if (after.isEmpty()) {
            return Set.of();
        }
        return deaths.deadSince().entrySet().stream()
                .filter(peer -> !peer.getValue().plus(after.get()).isAfter(now))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Why the records are to go; empty: they are to be there. */
    Optional<String> withdrawal(DnsSettings settings) {
        if (drained && settings.withdrawal().onDrain()) {
            return Optional.of("this node is drained");
        }
        return edge.map(why -> "our own proxies do not answer: " + why);
    }

    /** What this node wants. */
    Wanted wanted(String node, DnsSettings settings, Map<RecordType, Found> addresses) {
        Optional<String> withdrawal = withdrawal(settings);
        Map<RecordKey, Wish> wishes = new HashMap<>();
        for (String name : settings.names()) {
            for (RecordType type : RecordType.values()) {
                wishes.put(new RecordKey(name, type), wish(type, settings, addresses, withdrawal));
            }
        }
        return new Wanted(node, wishes, (int) settings.ttl().toSeconds(), settings.proxied(), settings.adopt(), dead);
    }

    private static Wish wish(
            RecordType type, DnsSettings settings, Map<RecordType, Found> addresses, Optional<String> withdrawal) {
        if (!settings.types().contains(type)) {
            return new Wish.Withdrawn(Optional.empty(), "dns.types has no " + type);
        }
        Found found = addresses.getOrDefault(type, new Found.Nothing("the address was not looked for yet"));
        Optional<InetAddress> address =
                found instanceof Found.Known known ? Optional.of(known.address()) : Optional.empty();
        if (withdrawal.isPresent()) {
            return new Wish.Withdrawn(address, withdrawal.get());
        }
        return switch (found) {
            case Found.Known known -> new Wish.Present(known.address());
            case Found.Nothing nothing -> new Wish.Unknown(nothing.reason());
        };
    }
}
