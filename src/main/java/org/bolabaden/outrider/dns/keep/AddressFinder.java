package org.bolabaden.outrider.dns.keep;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.dns.Agreement;
import org.bolabaden.outrider.dns.PublicAddress;
import org.bolabaden.outrider.observe.Visible;
import org.bolabaden.outrider.registry.DnsSettings.AddressSource;
import org.bolabaden.outrider.registry.DnsSettings.RecordType;
import org.bolabaden.outrider.registry.HostName;

/** Finds this node's public addresses. */
final class AddressFinder {
    private static final int LONGEST_ANSWER = 64;
    private static final int LONGEST_TOLD = 40;

    private final Web web;

    /** What was found of one kind. */
    sealed interface Found {
        record Known(InetAddress address) implements Found {}

        /** Nothing that could be relied upon. */
        record Nothing(String reason) implements Found {}
    }

    AddressFinder(Web web) {
        this.web = web;
    }

    /**
     * Looks for an address of each of these kinds.
     *
     * @throws InterruptedException when the thread is to end
     */
    Map<RecordType, Found> find(AddressSource source, Set<RecordType> types) throws InterruptedException {
        return switch (source) {
            case AddressSource.Static written -> ofWritten(written, types);
            case AddressSource.OfInterface of -> ofInterface(of, types);
            case AddressSource.Echo echo -> ofEcho(echo, types);
        };
    }

    private static Map<RecordType, Found> ofWritten(AddressSource.Static written, Set<RecordType> types) {
        Map<RecordType, Found> found = new EnumMap<>(RecordType.class);
        types.forEach(type -> found.put(
                type,
                first(written.addresses(), type)
                        .<Found>map(Found.Known::new)
                        .orElseGet(() -> new Found.Nothing("dns.address has no address for " + type))));
        return found;
    }

    private static Optional<InetAddress> first(List<InetAddress> addresses, RecordType type) {
        return addresses.stream()
                .filter(address -> RecordType.of(address) == type)
                .min(Comparator.comparing(InetAddress::getHostAddress));
    }

    private static Map<RecordType, Found> ofInterface(AddressSource.OfInterface source, Set<RecordType> types) {
        List<InetAddress> all = new ArrayList<>();
        String missing = "";
        try {
            NetworkInterface one = NetworkInterface.getByName(source.name());
            if (one == null) {
                missing = "there is no interface " + source.name();
            } else {
                one.inetAddresses()
                        .filter(address -> !address.isLinkLocalAddress() && !address.isMulticastAddress())
                        .filter(address -> source.privateToo() || PublicAddress.isPublic(address))
                        .forEach(all::add);
            }
        } catch (SocketException unreadable) {
            missing = source.name() + ": " + unreadable.getMessage();
        }
        String why = missing.isEmpty()
                ? source.name() + " has no " + (source.privateToo() ? "" : "public ") + "address for "
                : missing + ", expected the one with the address for ";
        Map<RecordType, Found> found = new EnumMap<>(RecordType.class);
        types.forEach(type -> found.put(
                type, first(all, type).<Found>map(Found.Known::new).orElseGet(() -> new Found.Nothing(why + type))));
        return found;
    }

    private Map<RecordType, Found> ofEcho(AddressSource.Echo source, Set<RecordType> types)
            throws InterruptedException {
        List<InetAddress> answers = new ArrayList<>();
        List<String> said = new ArrayList<>();
        for (URI service : source.services().stream().distinct().toList()) {
            try {
                InetAddress address = ask(service);
                answers.add(address);
                said.add(service.getHost() + " says " + address.getHostAddress());
            } catch (IOException silent) {
                said.add(service.getHost() + ": " + silent.getMessage());
            }
        }
        Map<RecordType, Found> found = new EnumMap<>(RecordType.class);
        types.forEach(type -> found.put(
                type,
                Agreement.of(answers, type, source.agree())
                        .<Found>map(Found.Known::new)
                        .orElseGet(() -> new Found.Nothing("not " + source.agree()
                                + " echo services agree on an address for " + type + ": "
                                + String.join(", ", said)))));
        return found;
    }

    private InetAddress ask(URI service) throws IOException, InterruptedException {
        Web.Reply reply = web.send(Web.Ask.get(service));
        String text = reply.body().strip();
        if (reply.status() != 200) {
            throw new IOException("HTTP " + reply.status());
        }
        if (text.length() > LONGEST_ANSWER || !HostName.isAddress(text)) {
            throw new IOException("'" + brief(text) + "' is no address");
        }
        InetAddress address = InetAddress.ofLiteral(text);
        if (!PublicAddress.isPublic(address)) {
            throw new IOException(text + " is no public address");
        }
        return address;
    }

    private static String brief(String text) {
        return Visible.escaped(text, LONGEST_TOLD);
    }
}
