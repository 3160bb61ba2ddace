package org.bolabaden.outrider.api;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Tells the page that this very server gave to a browser on this machine from all other pages, by what the browser says
 * of where a request comes from.
 *
 * <p>That both names are the same is not enough: a name of somebody else's can be made to lead to this machine after his
 * page was loaded (DNS rebinding), and then his page is of the same origin. An address on the loopback, and {@code
 * localhost}, cannot.
 */
final class OwnOrigin {
    private OwnOrigin() {}

    /**
     * Whether that is our own page, seen on this machine.
     *
     * @param origin the header {@code Origin}
     * @param scheme by which the request came, {@code http} or {@code https}
     * @param host the header {@code Host}; null: none came
     */
    static boolean is(String origin, @Nullable String scheme, @Nullable String host) {
        return scheme != null
                && host != null
                && origin.equalsIgnoreCase(scheme + "://" + host)
                && isThisMachine(withoutPort(host));
    }

    static String withoutPort(String host) {
        if (host.startsWith("[")) {
            return host.substring(1, Math.max(1, host.indexOf(']')));
        }
        int colon = host.indexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }

    private static boolean isThisMachine(String name) {
        return name.equalsIgnoreCase("localhost") || isLoopback(name);
    }

    /** Whether it is an address on the loopback; a name is none, whatever it resolves to. */
    static boolean isLoopback(String address) {
        try {
            return InetAddress.ofLiteral(address).isLoopbackAddress();
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }
}
