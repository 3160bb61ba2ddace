package org.bolabaden.outrider.registry;

import java.util.regex.Pattern;
import org.bolabaden.outrider.observe.Visible;

/**
 * Which strings are a host: a DNS name (RFC 1123, underscores allowed because Docker's names have them), an IPv4 address
 * or an IPv6 address without brackets. Checked by shape alone: a name need not resolve when a file is loaded.
 */
public final class HostName {
    private static final Pattern NAME = Pattern.compile(
            "(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*");
    private static final Pattern DOTTED_DIGITS = Pattern.compile("[0-9]+(\\.[0-9]+)*");
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})(\\.(?!$)|$)){4}");
    private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    private static final int LONGEST_SHOWN = 100;

    private HostName() {}

    /** Whether the string is a DNS name or an IP address by shape. */
    public static boolean isValid(String host) {
        if (isIpv6(host)) {
            return true;
        }
        // All digits and dots is meant as an address, and a resolver would take 10.1 for 10.0.0.1.
        return DOTTED_DIGITS.matcher(host).matches()
                ? IPV4.matcher(host).matches()
                : NAME.matcher(host).matches();
    }

    /** Whether the string is an IPv4 or IPv6 address, so that no resolver is needed. */
    public static boolean isAddress(String host) {
        return IPV4.matcher(host).matches() || isIpv6(host);
    }

    static boolean isIpv6(String host) {
        if (host.indexOf(':') < 0 || !IPV6_CHARACTERS.matcher(host).matches()) {
            return false;
        }
        try {
            // With a colon inside, the JDK parses a literal or throws: no look-up is made.
            return java.net.InetAddress.getByName("[" + host + "]") != null;
        } catch (java.net.UnknownHostException notAnAddress) {
            return false;
        }
    }

    /**
     * Returns the host as given.
     *
     * @throws IllegalArgumentException when it is neither a DNS name nor an address
     */
    public static String requireValid(String host) {
        if (!isValid(host)) {
            throw new IllegalArgumentException(
                    "not a host name or IP address: '" + Visible.escaped(host, LONGEST_SHOWN) + "'");
        }
        return host;
    }
}
