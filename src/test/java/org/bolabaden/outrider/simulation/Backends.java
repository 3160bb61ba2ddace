package org.bolabaden.outrider.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The processes that services consist of, and the hosts they run on. */
final class Backends {
    /** How a process is. */
    enum Health {
        WELL,
        /** Nobody listens. */
        REFUSES,
        /** It accepts and says nothing. */
        HANGS,
        /** It answers with 503. */
        FAILS
    }

    /** A process. */
    static final class Process {
        final int host;
        Health health = Health.WELL;
        long troubledAt;
        boolean flapping;

        Process(int host) {
            this.host = host;
        }
    }

    private final Time time;
    private final Map<String, Process> all = new TreeMap<>();
    private final boolean[] off;

    Backends(Time time, int hosts) {
        this.time = time;
        off = new boolean[hosts];
    }

    /** Runs one at that address, if it does not run already. */
    void run(String address, int host) {
        all.computeIfAbsent(address, none -> new Process(host));
    }

    Process at(String address) {
        return all.get(address);
    }

    List<Process> all() {
        return new ArrayList<>(all.values());
    }

    boolean isOff(int host) {
        return off[host];
    }

    void power(int host, boolean on) {
        off[host] = !on;
        all.values().stream().filter(one -> one.host == host).forEach(one -> one.troubledAt = time.now());
    }

    void become(Process process, Health health) {
        process.health = health;
        process.troubledAt = time.now();
    }

    /** Comes and goes, every so many nanoseconds, until it is mended. */
    void flap(Process process, long period) {
        process.flapping = true;
        time.in(period, () -> {
            if (process.flapping) {
                become(process, process.health == Health.WELL ? Health.REFUSES : Health.WELL);
                flap(process, period);
            }
        });
    }

    void mend() {
        all.values().forEach(process -> {
            process.flapping = false;
            become(process, Health.WELL);
        });
        java.util.Arrays.fill(off, false);
    }
}
