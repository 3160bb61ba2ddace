package org.bolabaden.outrider.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.NodeName;

/** An engine that remembers results and events. */
final class EngineFixture implements AutoCloseable {
    final Results results = new Results();
    final List<Event> events = new CopyOnWriteArrayList<>();
    final ProbeEngine engine;

    private EngineFixture(int maxConcurrent, SSLContext trust, NameService names, ProbeListener listener) {
        ProbeSettings settings = new ProbeSettings(
                maxConcurrent,
                "outrider/test",
                () -> trust,
                name -> name.value().contains("."),
                new NodeName("here"));
        engine = ProbeEngine.start(settings, listener == null ? results : listener, events::add, names);
    }

    static EngineFixture start() {
        return start(1024);
    }

    static EngineFixture start(int maxConcurrent) {
        return new EngineFixture(maxConcurrent, null, EngineFixture::noNames, null);
    }

    static EngineFixture trusting(SSLContext trust) {
        return new EngineFixture(1024, trust, EngineFixture::noNames, null);
    }

    static EngineFixture resolving(NameService names) {
        return new EngineFixture(1024, null, names, null);
    }

    static EngineFixture resolving(int maxConcurrent, NameService names) {
        return new EngineFixture(maxConcurrent, null, names, null);
    }

    static EngineFixture telling(ProbeListener listener) {
        return new EngineFixture(1024, null, EngineFixture::noNames, listener);
    }

    /** Checks once; waits for the result. */
    ProbeResult check(Backends backend) throws Exception {
        return engine.probeOnce(backend.build()).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** Checks once; the reason of the failure, or "passed". */
    String outcome(Backends backend) throws Exception {
        return check(backend).failure().map(FailureReason::toString).orElse("passed");
    }

    void replace(Backend... backends) {
        engine.replace(List.of(backends));
    }

    /** A port of 127.0.0.1 where nobody listens. */
    static int closedPort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        engine.close();
    }

    private static List<InetAddress> noNames(String name) throws UnknownHostException {
        throw new UnknownHostException(name + ": Name or service not known");
    }
}
