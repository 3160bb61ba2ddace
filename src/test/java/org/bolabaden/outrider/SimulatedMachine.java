package org.bolabaden.outrider;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.bolabaden.outrider.haproxy.SimulatedDriver;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.probe.ProbeResult;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.render.Candidate;
import org.bolabaden.outrider.sentinel.Primary;

/** What a sidecar's process has of the world around it. After its end nothing of this works any more. */
public interface SimulatedMachine extends EventSink {
    /** The wall clock, which may jump. */
    InstantSource clock();

    /** The clock that never jumps. */
    long nanos();

    /** Evenly spread in 0 to 1. */
    double chance();

    /** Does it after so many nanoseconds, if the process still runs then. */
    void later(long nanos, Runnable what);

    /** The same for what has to wait now and then. */
    void spawn(long nanos, Runnable what);

    /** Waits, while the rest of the world goes on. */
    void rest(long nanos);

    /** Where the configuration is. */
    Path directory();

    /** HAProxy's runtime socket. */
    SimulatedDriver.Wire worker();

    /** The socket of HAProxy's master. */
    SimulatedDriver.Wire master();

    /** Checks it once; the answer comes later. */
    void probe(Backend backend, Consumer<ProbeResult> answer);

    /** What HAProxy has against those files. */
    List<String> judge(List<Candidate> candidates);

    /** Who is offered, as it is on the disk. */
    Map<ServiceName, Primary> primaries();

    /** What HAProxy had ready as it was met. */
    void adoptPrimaries(Map<ServiceName, Set<BackendId>> ready);

    /** Whether that mistake is built in. */
    boolean has(Mistake mistake);

    /** Mistakes that can be built into a sidecar, to see that they are found. */
    enum Mistake {
        /** What a reload took away stays away until the next plan. */
        FORGETS_AT_A_RELOAD,
        /** A mass failure is believed. */
        IGNORES_ITS_OWN_ISOLATION,
        /** What the files say is taken, however little it is. */
        IGNORES_THE_SHRINK_GUARD,
        /** One sentinel is a majority. */
        BELIEVES_ONE_SENTINEL,
        /** The zone is changed without a look at what others do. */
        REMOVES_THE_LAST_RECORD,
        /** Nobody judges what is written. */
        WRITES_UNVALIDATED,
        /** An event holds what a file of the configuration has. */
        TELLS_A_SECRET,
        /** Stopping takes the servers out. */
        STOPS_WITH_A_CHANGE
    }
}
