package org.bolabaden.outrider.api;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who presented wrong tokens, and how often: sixty at once, and one more every second. Whoever is beyond that is not
 * looked at for the rest of the second, so that nobody guesses faster; a sidecar with the wrong token of its peers asks
 * every other second and never gets there.
 *
 * <p>Remembers the last {@value #MOST} addresses and no more; those of IPv6 by their first 64 bits, which are one site's.
 * Pure: the time comes in.
 */
final class Attempts {
    static final int AT_ONCE = 60;
    static final int MOST = 1_024;
    private static final Duration REFILL = Duration.ofSeconds(1);
    private static final Duration WHOLE = REFILL.multipliedBy(AT_ONCE);
    private static final int SITE = 8;

    // From address to when its bucket will be full again; the one that was longest left alone is forgotten first.
    private final Map<String, Instant> fullAt = new LinkedHashMap<>(16, 0.75f, true);

    /** Whether that address has to wait. */
    synchronized boolean isExhausted(String address, Instant now) {
        Instant full = fullAt.get(site(address));
        return full != null && full.isAfter(now.plus(WHOLE).minus(REFILL));
    }

    /**
     * It presented a wrong one.
     *
     * @return whether that was the one with which it came to have to wait
     */
    synchronized boolean failed(String address, Instant now) {
        boolean before = isExhausted(address, now);
        String site = site(address);
        Instant full = fullAt.getOrDefault(site, now);
        Instant latest = now.plus(WHOLE);
        Instant from = full.isBefore(now) ? now : full;
        Instant next = from.plus(REFILL);
        fullAt.put(site, next.isAfter(latest) ? latest : next);
        if (fullAt.size() > MOST) {
            fullAt.remove(fullAt.keySet().iterator().next());
        }
        return !before && isExhausted(address, now);
    }

    /** How many addresses are remembered. */
    synchronized int remembered() {
        return fullAt.size();
    }

    private static String site(String address) {
        try {
            InetAddress literal = InetAddress.ofLiteral(address);
            return literal instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(literal.getAddress(), SITE))
                    : literal.getHostAddress();
        } catch (IllegalArgumentException noAddress) {
            return address;
        }
    }
}
