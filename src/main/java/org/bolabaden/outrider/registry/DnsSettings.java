package org.bolabaden.outrider.registry;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * This node's own public records.
 *
 * @param provider where the zone lives
 * @param names whose records have this node's address, in lower case; a wildcard begins with {@code *.}
 * @param types the kinds of address that are published
 * @param ttl how long resolvers may keep an answer; whole seconds
 * @param proxied whether visitors come through Cloudflare's proxy, which has a TTL of its own
 * @param address where this node's public address is found
 * @param adopt whether a record without a mark is taken over that has this node's address already
 * @param interval from one look at the zone to the next
 * @param withdrawal when the records go
 */
public record DnsSettings(
        Provider provider,
        List<String> names,
        Set<RecordType> types,
        Duration ttl,
        boolean proxied,
        AddressSource address,
        boolean adopt,
        Duration interval,
        Withdrawal withdrawal) {
    public DnsSettings {
        names = List.copyOf(names);
        types = Set.copyOf(types);
    }

    /** A kind of address record. */
    public enum RecordType {
        A,
        AAAA;

        /** The one that holds this address. */
        public static RecordType of(InetAddress address) {
            return address instanceof Inet4Address ? A : AAAA;
        }
    }

    /** Where the zone lives. */
    public sealed interface Provider {
        /** Its word in watcher.yaml. */
        String word();
    }

    /**
     * Cloudflare, or what speaks its API.
     *
     * @param api the base URL, with {@code /client/v4}
     * @param zone the zone's name; empty: CF_ZONE_ID says which one, or the names do
     * @param tokenFile the file whose first line is the token; empty: CF_API_TOKEN has it
     * @param secrets where CF_API_TOKEN and CF_ZONE_ID are looked for when the environment lacks them
     */
    public record Cloudflare(URI api, Optional<String> zone, Optional<Path> tokenFile, Path secrets)
            implements Provider {
        @Override
        public String word() {
            return "cloudflare";
        }
    }

    /**
     * A name server that takes dynamic updates (RFC 2136).
     *
     * @param server the zone's primary
     * @param keyFile the file with the TSIG key; empty: updates are not signed
     */
    public record Rfc2136(Endpoint server, String zone, Optional<Path> keyFile) implements Provider {
        @Override
        public String word() {
            return "rfc2136";
        }
    }

    /** Where this node's public address is found. */
    public sealed interface AddressSource {
        /** It is written down. */
        record Static(List<InetAddress> addresses) implements AddressSource {
            public Static {
                addresses = List.copyOf(addresses);
            }
        }

        /**
         * It is that of an interface.
         *
         * @param name such as {@code eth0}
         * @param privateToo whether one that the internet does not route is taken as well
         */
        record OfInterface(String name, boolean privateToo) implements AddressSource {}

        /**
         * Services say it that answer with the address they see.
         *
         * @param agree how many of them must say the same
         */
        record Echo(List<URI> services, int agree) implements AddressSource {
            public Echo {
                services = List.copyOf(services);
            }
        }
    }

    /**
     * When this node's records go, and another's.
     *
     * @param onDrain while this node is drained
     * @param edge while our own proxies do not answer; empty: they are not asked
     * @param deadPeersAfter when a majority has seen a peer dead for so long, its records go; empty: never
     */
    public record Withdrawal(boolean onDrain, Optional<EdgeCheck> edge, Optional<Duration> deadPeersAfter) {
        public static final Withdrawal DEFAULT = new Withdrawal(true, Optional.empty(), Optional.empty());
    }

    /**
     * How our own proxies are asked, through the front door.
     *
     * @param url what is asked for
     * @param host the name that is asked for there; empty: the URL's
     * @param status the answers that are good; empty: any
     * @param after for how long there must be no good answer
     */
    public record EdgeCheck(URI url, Optional<String> host, Optional<StatusRanges> status, Duration after) {}
}
