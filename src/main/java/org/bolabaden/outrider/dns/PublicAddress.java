package org.bolabaden.outrider.dns;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Which addresses the internet routes. */
public final class PublicAddress {
    private PublicAddress() {}

    /** Whether visitors can be sent there: none of a private, shared, local or reserved range. */
    public static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        if (address instanceof Inet4Address) {
            boolean shared = first == 100 && second >= 64 && second < 128;
            boolean benchmark = first == 198 && (second == 18 || second == 19);
            return first != 0
                    && first < 224
                    && !shared
                    && !benchmark
                    && !address.isLoopbackAddress()
                    && !address.isLinkLocalAddress()
                    && !address.isSiteLocalAddress();
        }
        // 2000::/3 is all that is assigned.
        return first >> 5 == 1;
    }
}
