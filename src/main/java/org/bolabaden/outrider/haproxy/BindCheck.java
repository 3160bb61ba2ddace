package org.bolabaden.outrider.haproxy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.bolabaden.outrider.render.Candidate;
import org.bolabaden.outrider.render.OutputCheck;
import org.bolabaden.outrider.render.Proxy;

/**
 * Sees what {@code haproxy -c} cannot: an address that is not this machine's, a port that another program holds, and one
 * that is bound twice. HAProxy would try for 2 s and then go on with its old file.
 *
 * <p>What the files on disk do not bind yet is bound for a moment, as HAProxy would ({@code SO_REUSEPORT}), and never
 * listened on, so that no connection comes our way. Where we may not bind, or HAProxy lives in another network namespace,
 * nothing is judged that way.
 */
public final class BindCheck implements OutputCheck {
    private static final Path PROCESSES = Path.of("/proc");

    private final Supplier<OptionalLong> worker;

    /**
     * A check.
     *
     * @param worker the process id of HAProxy's worker; empty while it is not known: then it is taken to be at home here
     */
    public BindCheck(Supplier<OptionalLong> worker) {
        this.worker = worker;
    }

    @Override
    public List<String> problems(List<Candidate> candidates) {
        List<Candidate> ours = candidates.stream()
                .filter(candidate -> candidate.proxy() == Proxy.HAPROXY)
                .toList();
        List<String> problems = new ArrayList<>();
        Set<BindAddress> known = onDisk(ours);
        Map<BindAddress, Path> seen = new HashMap<>();
        boolean sameNetwork = sameNetwork();
        for (Candidate candidate : ours) {
            Path output = candidate.template().output();
            for (BindAddress bind : BindAddress.parse(candidate.text())) {
                Path first = seen.putIfAbsent(bind, output);
                if (first != null) {
                    problems.add(output + ": bind " + bind + ": is bound twice, "
                            + (first.equals(output) ? "earlier in this file" : "also in " + first)
                            + "; give one of them another port or address");
                } else if (sameNetwork && !known.contains(bind)) {
                    fault(bind).ifPresent(fault -> problems.add(output + ": bind " + bind + ": " + fault));
                }
            }
        }
        return problems;
    }

    /** What HAProxy holds already; a bind may also move from one of its files to another. */
    private static Set<BindAddress> onDisk(List<Candidate> candidates) {
        Set<BindAddress> known = new HashSet<>();
        for (Candidate candidate : candidates) {
            try {
                known.addAll(
                        BindAddress.parse(Files.readString(candidate.template().output())));
            } catch (NoSuchFileException first) {
                // All of it is new.
            } catch (IOException unreadable) {
                // Then more is tried than need be, and HAProxy's own sockets stand in nobody's way.
            }
        }
        return known;
    }

    private static Optional<String> fault(BindAddress bind) {
        try (SocketChannel channel =
                SocketChannel.open(bind.ipv6() ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET)) {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            channel.bind(new InetSocketAddress(InetAddress.getByName(bind.literal()), bind.port()));
            return Optional.empty();
        } catch (BindException refused) {
            return reason(bind, String.valueOf(refused.getMessage()).toLowerCase(Locale.ROOT));
        } catch (UnknownHostException unknown) {
            return Optional.of("the host " + bind.host() + " has no address here");
        } catch (IOException | UnsupportedOperationException | UnsupportedAddressTypeException unable) {
            // No IPv6, no SO_REUSEPORT: that tells of us, not of the bind.
            return Optional.empty();
        }
    }

    private static Optional<String> reason(BindAddress bind, String said) {
        if (said.contains("in use")) {
            return Optional.of(
                    "the port is held by another program; stop that, or give another port or address to bind");
        }
        if (said.contains("cannot assign")) {
            return Optional.of(bind.host() + " is no address of this machine; give one that is, or *");
        }
        // Not permitted to us; HAProxy may be.
        return Optional.empty();
    }

    private boolean sameNetwork() {
        OptionalLong pid = worker.get();
        if (pid.isEmpty()) {
            return true;
        }
        Path theirs = PROCESSES.resolve(Long.toString(pid.getAsLong()));
        try {
            // The number may be another process's here, when HAProxy's container has process ids of its own.
            return Files.readString(theirs.resolve("comm")).startsWith("haproxy")
                    && Files.readSymbolicLink(theirs.resolve("ns/net"))
                            .equals(Files.readSymbolicLink(PROCESSES.resolve("self/ns/net")));
        } catch (IOException notOurs) {
            // In another process namespace, or another user's: it may well have a network of its own.
            return false;
        }
    }
}
