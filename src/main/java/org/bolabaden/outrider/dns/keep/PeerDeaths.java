package org.bolabaden.outrider.dns.keep;

import java.time.Instant;
import java.util.Map;

/** What the peers say together of those who do not answer. */
@FunctionalInterface
public interface PeerDeaths {
    /** Nobody is known to be dead. */
    PeerDeaths NONE = Map::of;

    /** The nodes that a majority of all peers has seen dead without a break, and since when; by their names. */
    Map<String, Instant> deadSince();
}
