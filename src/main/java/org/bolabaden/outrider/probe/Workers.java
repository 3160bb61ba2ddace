package org.bolabaden.outrider.probe;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.bolabaden.outrider.process.Commands;

/**
 * The threads for what blocks or takes long. They exist only while needed: a node whose backends are addresses without
 * TLS has none.
 *
 * @param lookups resolve names
 * @param patient resolve names that nobody could tell of the last time; few, as a name server that is down holds each for many
 *     seconds
 * @param tls compute handshakes; as many as there are processors
 * @param commands run what checks are commands, each on a thread of its own
 */
record Workers(
        NameService names, ExecutorService lookups, ExecutorService patient, ExecutorService tls, Commands commands)
        implements AutoCloseable {
    // At the start, with a name server that is down, one in the hosts file waits behind as many others for ten seconds.
    private static final int LOOKUPS = 16;
    private static final int PATIENT = 4;

    // More than there are names or checks in flight. Were it ever full, the loop does the work itself: slow, not wrong.
    private static final int QUEUED = 65_536;

    static Workers start(NameService names) {
        return new Workers(
                names,
                pool("probe-name", LOOKUPS),
                pool("probe-patient", PATIENT),
                pool("probe-tls", Runtime.getRuntime().availableProcessors()),
                new Commands(ExternalCommand.MANNER));
    }

    @Override
    public void close() {
        lookups.shutdownNow();
        patient.shutdownNow();
        tls.shutdownNow();
        commands.close();
    }

    private static ExecutorService pool(String name, int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(QUEUED),
                Thread.ofPlatform().daemon().name(name + "-", 0).factory(),
                new ThreadPoolExecutor.CallerRunsPolicy());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
