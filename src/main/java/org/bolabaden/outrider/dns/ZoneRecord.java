package org.bolabaden.outrider.dns;

import java.net.InetAddress;

/**
 * One address record of a zone.
 *
 * @param id what the zone calls it; empty: it is not there yet
 * @param ttl in seconds
 * @param proxied whether visitors come through the provider's proxy, whose TTL is then its own
 */
public record ZoneRecord(String id, RecordKey key, InetAddress address, int ttl, boolean proxied, Mark mark) {
    /** Whether resolvers are told the same. */
    boolean saysTheSame(ZoneRecord other) {
        return address.equals(other.address) && proxied == other.proxied && (proxied || ttl == other.ttl);
    }

    ZoneRecord marked(Mark other) {
        return new ZoneRecord(id, key, address, ttl, proxied, other);
    }

    @Override
    public String toString() {
        return key + " " + address.getHostAddress();
    }
}
