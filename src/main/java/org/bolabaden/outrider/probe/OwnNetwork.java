package org.bolabaden.outrider.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * This machine's place in the network.
 *
 * @param addresses its own, of all interfaces
 * @param gateways its default gateways
 */
public record OwnNetwork(Set<InetAddress> addresses, List<InetAddress> gateways) {
    /** Nothing known. */
    public static final OwnNetwork UNKNOWN = new OwnNetwork(Set.of(), List.of());

    private static final Path IPV4 = Path.of("/proc/net/route");
    private static final Path IPV6 = Path.of("/proc/net/ipv6_route");

    public OwnNetwork {
        addresses = Set.copyOf(addresses);
        gateways = List.copyOf(gateways);
    }

    /**
     * Reads it anew. Asks the kernel for every interface, which may take milliseconds: not for an event loop.
     *
     * <p>A link that is down takes its default route along, and that is when the gateway is wanted most: while there is
     * none, those known before stay. What cannot be read stays as it was, too.
     */
    public OwnNetwork readAgain() {
        List<InetAddress> found = new ArrayList<>();
        boolean littleEndian = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        found.addAll(read(IPV4, lines -> DefaultRoutes.ofIpv4(lines, littleEndian)));
        found.addAll(read(IPV6, DefaultRoutes::ofIpv6));
        return new OwnNetwork(
                readAddresses(),
                found.isEmpty() ? gateways : found.stream().distinct().toList());
    }

    /** Whether the address is another machine's: not loopback, not the unspecified one, and none of this machine's own. */
    public boolean elsewhere(InetAddress address) {
        return !address.isLoopbackAddress() && !address.isAnyLocalAddress() && !addresses.contains(address);
    }

    private Set<InetAddress> readAddresses() {
        try (Stream<NetworkInterface> interfaces = NetworkInterface.networkInterfaces()) {
            return interfaces.flatMap(NetworkInterface::inetAddresses).collect(Collectors.toSet());
        } catch (SocketException unreadable) {
            return addresses;
        }
    }

    private static List<InetAddress> read(Path table, Function<Stream<String>, List<InetAddress>> parse) {
        try (Stream<String> lines = Files.lines(table)) {
            return parse.apply(lines);
        } catch (IOException | UncheckedIOException notThere) {
            // No Linux, or no IPv6.
            return List.of();
        }
    }
}
