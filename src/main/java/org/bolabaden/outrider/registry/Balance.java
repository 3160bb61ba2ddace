package org.bolabaden.outrider.registry;

import java.util.Locale;

/** How new requests or sessions are spread over the servers of a pool; HAProxy's algorithms of the same names. */
public enum Balance {
    ROUNDROBIN,
    LEASTCONN;

    /** The word in the file. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
