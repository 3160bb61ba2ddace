package org.bolabaden.outrider.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HAProxy's processes, as its master tells them in {@code show proc}.
 *
 * @param master the master's process id
 * @param reloads how often it was reloaded, failures included
 * @param failed how many reloads have failed since the last one that did not
 * @param workers the current ones; 3.2 has none there after a reload that failed, though the old one serves on
 * @param oldWorkers those that only finish their sessions, or serve on after a reload that failed
 */
public record MasterProcesses(long master, int reloads, int failed, List<Worker> workers, List<Worker> oldWorkers) {
    private static final Pattern ROW =
            Pattern.compile("([0-9]{1,10})\\s+([a-z]+)\\s+([0-9]{1,9})(?:\\s+\\[failed: ([0-9]{1,9})])?\\s.*");

    public MasterProcesses {
        workers = List.copyOf(workers);
        oldWorkers = List.copyOf(oldWorkers);
    }

    /**
     * A worker.
     *
     * @param pid its process id
     * @param reloads how many reloads, failed ones included, it has lived through
     */
    public record Worker(long pid, int reloads) {}

    /** The process ids of all workers. */
    public Set<Long> pids() {
        Set<Long> pids = new TreeSet<>();
        workers.forEach(worker -> pids.add(worker.pid()));
        oldWorkers.forEach(worker -> pids.add(worker.pid()));
        return pids;
    }

    static MasterProcesses parse(String answer) throws UnreadableReplyException {
        List<Worker> workers = new ArrayList<>();
        List<Worker> old = new ArrayList<>();
        long master = 0;
        int reloads = 0;
        int failed = 0;
        boolean inOld = false;
        for (String line : answer.lines().toList()) {
            Matcher row = ROW.matcher(line + " ");
            if (line.startsWith("# ")) {
                inOld = line.startsWith("# old");
            } else if (row.matches() && row.group(2).equals("master")) {
                master = Long.parseLong(row.group(1));
                reloads = Integer.parseInt(row.group(3));
                failed = row.group(4) == null ? 0 : Integer.parseInt(row.group(4));
            } else if (row.matches() && row.group(2).equals("worker")) {
                Worker worker = new Worker(Long.parseLong(row.group(1)), Integer.parseInt(row.group(3)));
                (inOld ? old : workers).add(worker);
            }
        }
        if (master == 0) {
            throw new UnreadableReplyException("'show proc' with a master", answer);
        }
        return new MasterProcesses(master, reloads, failed, workers, old);
    }
}
