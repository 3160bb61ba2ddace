package org.bolabaden.outrider.probe;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.CheckTls;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.Heard;
import org.bolabaden.outrider.registry.HttpVersion;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.Octets;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.registry.StatusRanges;
import org.bolabaden.outrider.registry.UpstreamTls;
import org.bolabaden.outrider.registry.Weight;

/** Backends for tests, with good defaults: {@code Backends.at(port).service("web").body("ok").build()}. */
final class Backends {
    private final String host;
    private final int port;
    private String address;
    private String service = "app";
    private String method = "GET";
    private String path = "/";
    private boolean tcp;
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private Optional<Function<Check.Common, Check>> other = Optional.empty();
    private Map<String, String> headers = Map.of();
    private Optional<Check.Http.Expectation> expectation = Optional.empty();
    private Optional<CheckTls> checkTls = Optional.empty();
    private Optional<Octets> send = Optional.empty();
    private Optional<Heard> expect = Optional.empty();
    private boolean follow;
    private Optional<String> checkAddress = Optional.empty();
    private Optional<Integer> checkPort = Optional.empty();
    private Optional<String> hostHeader = Optional.empty();
    private Optional<String> body = Optional.empty();
    private Optional<URI> url = Optional.empty();
    private Duration interval = Duration.ofSeconds(2);
    private Duration timeout = Duration.ofMillis(500);
    private StatusRanges status = StatusRanges.DEFAULT;
    private Weight weight = Weight.DEFAULT;
    private UpstreamTls tls = UpstreamTls.DEFAULT;

    private Backends(String host, int port) {
        this.host = host;
        this.address = host;
        this.port = port;
    }

    static Backends at(int port) {
        return at("127.0.0.1", port);
    }

    static Backends at(String host, int port) {
        return new Backends(host, port);
    }

    Backends address(String value) {
        address = value;
        return this;
    }

    Backends service(String value) {
        service = value;
        return this;
    }

    Backends method(String value) {
        method = value;
        return this;
    }

    Backends path(String value) {
        path = value;
        return this;
    }

    Backends tcp() {
        tcp = true;
        return this;
    }

    Backends http2() {
        version = HttpVersion.HTTP_2;
        return this;
    }

    /** Over gRPC; the empty name is the server itself. */
    Backends grpc(String service) {
        return check(common -> new Check.Grpc(common, service, hostHeader, checkTls));
    }

    Backends command(String... words) {
        return check(common -> new Check.Exec(common, List.of(words)));
    }

    /** A check of another kind than HTTP and TCP. */
    Backends check(Function<Check.Common, Check> kind) {
        other = Optional.of(kind);
        return this;
    }

    /** A further header of the request. */
    Backends header(String name, String value) {
        headers = Map.of(name, value);
        return this;
    }

    /** All that an HTTP answer must have. */
    Backends expecting(Check.Http.Expectation value) {
        expectation = Optional.of(value);
        return this;
    }

    /** How the check speaks TLS, apart from the traffic. */
    Backends checkTls(CheckTls value) {
        checkTls = Optional.of(value);
        return this;
    }

    Backends following() {
        follow = true;
        return this;
    }

    Backends send(String written) {
        tcp = true;
        send = Octets.parse(written);
        return this;
    }

    Backends expect(String written) {
        tcp = true;
        expect = Heard.parse(written);
        return this;
    }

    Backends checkAt(String host, int checked) {
        checkAddress = Optional.of(host);
        checkPort = Optional.of(checked);
        return this;
    }

    Backends hostHeader(String value) {
        hostHeader = Optional.of(value);
        return this;
    }

    Backends body(String value) {
        body = Optional.of(value);
        return this;
    }

    Backends url(String value) {
        url = Optional.of(URI.create(value));
        return this;
    }

    Backends every(Duration value) {
        interval = value;
        return this;
    }

    Backends timeout(Duration value) {
        timeout = value;
        return this;
    }

    Backends status(String value) {
        status = StatusRanges.parse(value);
        return this;
    }

    Backends weight(Weight value) {
        weight = value;
        return this;
    }

    Backends authorities(Path file) {
        tls = new UpstreamTls(Optional.of(file), tls.serverName());
        return this;
    }

    Backends serverName(String name) {
        tls = new UpstreamTls(tls.ca(), Optional.of(name));
        return this;
    }

    Backend build() {
        Check.Schedule schedule = new Check.Schedule(interval, timeout);
        Check.Common common = new Check.Common(schedule, checkAddress, checkPort);
        Check check = other.map(kind -> kind.apply(common))
                .orElseGet(() -> tcp
                        ? new Check.Tcp(common, send, expect, checkTls)
                        : new Check.Http(
                                common,
                                new Check.Http.Request(method, path, hostHeader, headers, follow),
                                expectation.orElseGet(() -> Check.Http.Expectation.of(status, body)),
                                checkTls,
                                version));
        BackendId id = new BackendId(new ServiceName(service), new Endpoint(host, port));
        return new Backend(id, new NodeName(host), new Endpoint(address, port), false, weight, url, tls, check);
    }
}
