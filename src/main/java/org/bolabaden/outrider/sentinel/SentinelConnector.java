package org.bolabaden.outrider.sentinel;

import io.smallrye.reactive.messaging.connector.InboundConnector;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.impl.VertxInternal;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.bolabaden.outrider.names.Names;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.ServiceName;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.jspecify.annotations.Nullable;

/**
 * The incoming connector {@code redis-sentinel}: puts a {@link ServiceSignal} on its channel for everything that a sentinel
 * or a listed Redis says. It has one channel; whom it listens to is told by {@link #follow}, for the registry changes while
 * it runs.
 *
 * <p>All its work is on one event loop. The channel's buffer has a bound: a signal that does not fit is dropped, and its
 * sentinel asked again, so that a stage that is slow gets the present state late and never a long past.
 */
@ApplicationScoped
@Connector("redis-sentinel")
public class SentinelConnector implements InboundConnector {
    // A failover of twenty masters at three sentinels at once, twice over.
    private static final int CAPACITY = 4_096;

    private final SignalBuffer buffer = new SignalBuffer(CAPACITY);
    private final Context loop;
    private final WorkerExecutor nameWorkers;
    private final WorkerExecutor fileWorkers;
    private volatile @Nullable Sessions sessions;

    private record Sessions(SentinelSet sentinels, RoleSet roles) {}

    /** With the application's own event loops. */
    public SentinelConnector(Vertx vertx) {
        // Apart from the workers that make plans: a name server that is away must hold up nobody but who asks it.
        nameWorkers = vertx.createSharedWorkerExecutor("sentinel-names", 2);
        fileWorkers = vertx.createSharedWorkerExecutor("sentinel-files", 1);
        loop = ((VertxInternal) vertx).createEventLoopContext();
    }

    @Override
    public Flow.Publisher<? extends Message<?>> getPublisher(Config config) {
        return buffer;
    }

    /**
     * Begins; nobody is connected to before {@link #follow}.
     *
     * @param events is told of sentinels that are lost and found
     */
    public void start(EventSink events) {
        InstantSource clock = InstantSource.system();
        Names names = new Names(nameWorkers, Names.Lookup.ofTheMachine(), clock);
        Dialer dialer = new Dialer(loop.owner(), loop, fileWorkers, names);
        sessions = new Sessions(
                new SentinelSet(dialer, names, buffer, clock, events), new RoleSet(dialer, names, buffer, clock));
    }

    /**
     * Listens to the sentinels of these services, and asks their backends, from now on. Returns at once; any thread.
     *
     * @param urgent the services of which a change is near
     * @param offered the addresses of the backends that are offered
     */
    public void follow(Collection<Watch> watches, Set<ServiceName> urgent, Set<Endpoint> offered) {
        Sessions all = sessions;
        if (all != null) {
            List<Watch> wanted = List.copyOf(watches);
            loop.runOnContext(ignored -> {
                all.sentinels().follow(wanted, urgent);
                all.roles().follow(wanted, urgent, offered);
            });
        }
    }

    /**
     * Has the sentinels of that service begin a failover though nobody sees the primary down. Whom they promote is proven
     * as ever.
     *
     * @return done when one has begun; fails with what the last one said, such as that no replica is fit
     */
    public CompletionStage<Void> failover(ServiceName service) {
        Promise<Void> done = Promise.promise();
        Sessions all = sessions;
        if (all == null) {
            done.fail("the sidecar is stopping");
        } else {
            loop.runOnContext(ignored -> all.sentinels().failover(service).onComplete(done));
        }
        return done.future().toCompletionStage();
    }

    /** How each sentinel is reached now. */
    public List<Reach> sentinels() {
        return Optional.ofNullable(sessions)
                .map(all -> all.sentinels().reached())
                .orElse(List.of());
    }

    /** How each Redis is. */
    public List<Reach> servers() {
        return Optional.ofNullable(sessions).map(all -> all.roles().reached()).orElse(List.of());
    }

    /** What the offered primaries want before they take a write, by address; an empty value: they do not say. */
    public Map<Endpoint, Optional<MinReplicas>> minReplicas() {
        return Optional.ofNullable(sessions)
                .map(all -> all.roles().minReplicas())
                .orElse(Map.of());
    }

    /** How many signals found no room since the start. */
    public long dropped() {
        return buffer.refused();
    }

    /** Hangs up. */
    @PreDestroy
    public void stop() {
        Sessions all = sessions;
        sessions = null;
        if (all != null) {
            loop.runOnContext(ignored -> {
                all.sentinels().close();
                all.roles().close();
            });
        }
        nameWorkers.close();
        fileWorkers.close();
    }
}
