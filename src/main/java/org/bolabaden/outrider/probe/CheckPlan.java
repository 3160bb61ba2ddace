package org.bolabaden.outrider.probe;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.CheckTls;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.HostName;
import org.bolabaden.outrider.registry.HttpVersion;
import org.jspecify.annotations.Nullable;

/** Everything about a backend's check that is the same every time, worked out once: the request's bytes above all. */
final class CheckPlan {
    final Backend backend;
    final long intervalNanos;
    final long timeoutNanos;
    /** Set when no name needs resolving. */
    final Optional<InetSocketAddress> literal;
    /** Where it connects to: the backend's own address unless the check names another. */
    final Endpoint address;
    /** Null: connecting is all there is. */
    final Conversation.@Nullable Source conversations;
    /** Whose certificate must be shown; null: no TLS. */
    final @Nullable TlsPeer tls;
    /** Set when a command checks, and no connection of ours. */
    private final @Nullable ExternalCommand command;
    /** The checks that it consists of; empty: it is one. */
    final List<CheckPlan> parts;

    private CheckPlan(Backend backend, Conversation.@Nullable Source conversations, @Nullable TlsPeer tls) {
        this(backend, conversations, tls, null, List.of());
    }

    private CheckPlan(
            Backend backend,
            Conversation.@Nullable Source conversations,
            @Nullable TlsPeer tls,
            @Nullable ExternalCommand command,
            List<CheckPlan> parts) {
        this.backend = backend;
        this.intervalNanos = backend.check().schedule().interval().toNanos();
        this.timeoutNanos = backend.check().schedule().timeout().toNanos();
        this.address = backend.check().common().of(backend.address());
        this.literal = literal(address);
        this.conversations = conversations;
        this.tls = tls;
        this.command = command;
        this.parts = parts;
    }

    static CheckPlan of(Backend backend, ProbeSettings settings) {
        return switch (backend.check()) {
            case Check.Tcp tcp -> {
                TlsPeer peer = tlsPeer(backend, false, Optional.empty(), false);
                Conversation.Source spoken = TcpConversation.Source.of(tcp);
                boolean handshakeAlone = spoken == null && peer != null;
                yield new CheckPlan(backend, handshakeAlone ? new TlsConversation.Source(Duration.ZERO) : spoken, peer);
            }
            case Check.Tls tls ->
                new CheckPlan(
                        backend,
                        new TlsConversation.Source(tls.minValidity()),
                        tlsPeer(backend, true, Optional.empty(), false));
            case Check.Redis redis ->
                new CheckPlan(
                        backend, new RedisConversation.Source(redis), tlsPeer(backend, false, Optional.empty(), false));
            case Check.Exec exec ->
                new CheckPlan(backend, null, null, ExternalCommand.of(exec, backend, settings), List.of());
            case Check.Dns dns -> new CheckPlan(backend, new DnsConversation.Source(dns), null);
            case Check.Several several ->
                new CheckPlan(
                        backend,
                        null,
                        null,
                        null,
                        several.parts().stream()
                                .map(part -> of(backend.with(part), settings))
                                .toList());
            case Check.Grpc grpc -> {
                TlsPeer tls = tlsPeer(backend, backend.tls(), grpc.host(), true);
                String host = hostHeader(backend, grpc.host(), settings);
                yield new CheckPlan(backend, GrpcSource.of(grpc, host, tls != null, settings.userAgent()), tls);
            }
            case Check.Http check -> {
                String host = hostHeader(backend, check.request().host(), settings);
                boolean http2 = check.version() == HttpVersion.HTTP_2;
                TlsPeer tls = tlsPeer(backend, backend.tls(), check.request().host(), http2);
                String scheme = tls == null ? "http" : "https";
                Conversation.Source http = new HttpConversation.Source(check, scheme, host, settings.userAgent());
                yield new CheckPlan(backend, http2 ? new Http2Source(http, scheme) : http, tls);
            }
        };
    }

    /** Whether a command checks, and no connection of ours. */
    boolean runsCommand() {
        return command != null;
    }

    /** Whether datagrams are exchanged, and not a connection's bytes. */
    boolean overDatagrams() {
        return backend.check() instanceof Check.Dns dns && dns.transport() == Check.Dns.Transport.UDP;
    }

    /** The command; only to be asked for when there is one. */
    ExternalCommand command() {
        return Objects.requireNonNull(command, "a check over a connection");
    }

    /** Whether nothing is awaited before our own first bytes, or nothing at all. */
    boolean speaksFirst() {
        return tls != null || conversations == null || conversations.speaksFirst();
    }

    /** Whether a check by that plan asks the same question at the same place, so that its answer holds for this one. */
    boolean asksTheSame(CheckPlan other) {
        return backend.check().equals(other.backend.check())
                && address.equals(other.address)
                && Objects.equals(tls, other.tls)
                && (conversations == null
                        || (other.conversations != null && conversations.saysTheSame(other.conversations)))
                && IntStream.range(0, parts.size()).allMatch(i -> parts.get(i).asksTheSame(other.parts.get(i)));
    }

    /** The names that it has resolved; an address is one too. */
    Stream<String> hosts() {
        return Stream.concat(Stream.of(address.host()), parts.stream().flatMap(CheckPlan::hosts));
    }

    /** The check in a few words, for somebody who has several of them in front of him. */
    String label() {
        Check check = backend.check();
        String what =
                check instanceof Check.Http http ? "http " + http.request().path() : check.type();
        Check.Common common = check.common();
        return common.elsewhere() ? what + " at " + common.of(backend.address()) : what;
    }

    private static String hostHeader(Backend backend, Optional<String> own, ProbeSettings settings) {
        if (own.isPresent()) {
            return bracketed(own.get());
        }
        Check.Common common = backend.check().common();
        if (backend.url().isPresent()) {
            URI url = backend.url().get();
            int port = common.port().orElse(url.getPort());
            return bracketed(urlHost(backend, url)) + (port < 0 ? "" : ":" + port);
        }
        return settings.namesHost().test(backend.id().service())
                ? backend.id().service().value()
                : common.of(backend.id().endpoint()).toString();
    }

    private static @Nullable TlsPeer tlsPeer(Backend backend, boolean standard, Optional<String> host, boolean http2) {
        Optional<CheckTls> own = backend.check().tls();
        if (!own.map(CheckTls::wanted).orElse(standard)) {
            return null;
        }
        String name = own.flatMap(CheckTls::serverName)
                .or(backend.upstreamTls()::serverName)
                .or(() -> host)
                .orElseGet(() -> backend.url()
                        .map(url -> urlHost(backend, url))
                        .orElse(backend.check().common().of(backend.address()).host()));
        return new TlsPeer(
                name,
                own.flatMap(CheckTls::ca).or(backend.upstreamTls()::ca),
                own.flatMap(CheckTls::credentials),
                http2);
    }

    private static String urlHost(Backend backend, URI url) {
        // URI gives no host when the name has an underscore, and an IPv6 address in brackets.
        String host = url.getHost();
        return host == null ? backend.id().endpoint().host() : host.replaceAll("[\\[\\]]", "");
    }

    private static String bracketed(String host) {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }

    private static Optional<InetSocketAddress> literal(Endpoint endpoint) {
        if (!HostName.isAddress(endpoint.host())) {
            return Optional.empty();
        }
        try {
            return Optional.of(new InetSocketAddress(InetAddress.getByName(endpoint.host()), endpoint.port()));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address, though it has the shape of one: " + endpoint, e);
        }
    }
}
