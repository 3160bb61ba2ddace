package org.bolabaden.outrider.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the default gateways out of the kernel's routing tables as {@code /proc/net} shows them. Pure. */
final class DefaultRoutes {
    private static final int UP = 0x1;
    private static final int GATEWAY = 0x2;
    private static final String NO_MASK = "00000000";
    private static final String NO_ADDRESS = "0".repeat(32);

    private DefaultRoutes() {}

    /**
     * The gateways in {@code /proc/net/route}: a headline, then interface, destination, gateway, flags, …, the mask eighth,
     * each address as a number in the machine's byte order.
     *
     * @param littleEndian the machine's byte order
     */
    static List<InetAddress> ofIpv4(Stream<String> lines, boolean littleEndian) {
        return lines.map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields.length >= 8 && fields[1].equals(NO_MASK) && fields[7].equals(NO_MASK))
                .filter(fields -> isGateway(fields[3]))
                .flatMap(fields -> address(fields[2], littleEndian).stream())
                .toList();
    }

    /**
     * The gateways in {@code /proc/net/ipv6_route}: destination, its prefix length, source, its prefix length, next hop,
     * metric, two counters, flags, interface. Link-local ones are left out: they mean nothing without their interface.
     */
    static List<InetAddress> ofIpv6(Stream<String> lines) {
        return lines.map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields.length >= 10 && fields[0].equals(NO_ADDRESS) && fields[1].equals("00"))
                .filter(fields -> isGateway(fields[8]) && !fields[4].equals(NO_ADDRESS))
                .flatMap(fields -> address(fields[4], false).stream())
                .filter(address -> !address.isLinkLocalAddress())
                .toList();
    }

    private static boolean isGateway(String flags) {
        try {
            int bits = HexFormat.fromHexDigits(flags);
            return (bits & UP) != 0 && (bits & GATEWAY) != 0;
        } catch (IllegalArgumentException notHex) {
            return false;
        }
    }

    private static Optional<InetAddress> address(String hex, boolean reversed) {
        try {
            byte[] bytes = HexFormat.of().parseHex(hex);
            for (int i = 0, j = bytes.length - 1; reversed && i < j; i++, j--) {
                byte first = bytes[i];
                bytes[i] = bytes[j];
                bytes[j] = first;
            }
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (IllegalArgumentException | UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }
}
