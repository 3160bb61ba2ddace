package org.bolabaden.outrider.haproxy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The workers that reloads have left behind with their sessions. They say {@code Proxy is disabled.} to whatever names a
 * server, so their sessions are found and shut one by one, through the master.
 *
 * <p>A session's id may be another session's by the time it is shut. An old worker accepts nobody, so the other one can
 * only be somebody's question to it.
 */
final class OldWorkers {
    // Two hundred take some 30 ms in each version; a line may have 16,000 bytes.
    private static final int BATCH = 200;

    private final MasterSocket master;

    OldWorkers(MasterSocket master) {
        this.master = master;
    }

    /**
     * What was found.
     *
     * @param sessions by server, each as {@code pid/id}; they have been told to end
     * @param whole whether every old worker answered
     */
    record Found(Map<ServerRef, Set<String>> sessions, boolean whole) {}

    /**
     * Shuts all sessions to such servers.
     *
     * @param stale whether a server must have none
     * @param current the worker that is none of them, whatever the master says
     * @throws IOException when the master does not answer
     */
    Found cut(Predicate<ServerRef> stale, long current) throws IOException {
        Map<ServerRef, Set<String>> found = new HashMap<>();
        boolean whole = true;
        for (MasterProcesses.Worker worker : master.processes().oldWorkers()) {
            if (worker.pid() != current) {
                whole &= cut(stale, worker.pid(), found);
            }
        }
        return new Found(found, whole);
    }

    /**
     * Counts the sessions that they have left, by server.
     *
     * @param current the worker that is none of them, whatever the master says
     * @throws IOException when the master or one of them does not answer
     */
    Map<ServerRef, Long> count(long current) throws IOException {
        Map<ServerRef, Long> sessions = new HashMap<>();
        for (MasterProcesses.Worker worker : master.processes().oldWorkers()) {
            if (worker.pid() != current) {
                Session.parse(master.ask(worker.pid(), List.of("show sess")))
                        .forEach(session -> sessions.merge(session.server(), 1L, Long::sum));
            }
        }
        return sessions;
    }

    /** Whether the worker answered. One that has ended in between is found out by the next look. */
    private boolean cut(Predicate<ServerRef> stale, long pid, Map<ServerRef, Set<String>> found) {
        try {
            List<Session> sessions = Session.parse(master.ask(pid, List.of("show sess"))).stream()
                    .filter(session -> stale.test(session.server()))
                    .toList();
            sessions.forEach(session -> found.computeIfAbsent(session.server(), ref -> new HashSet<>())
                    .add(pid + "/" + session.id()));
            shut(pid, sessions);
            return true;
        } catch (IOException silent) {
            return false;
        }
    }

    private void shut(long pid, List<Session> sessions) throws IOException {
        for (int from = 0; from < sessions.size(); from += BATCH) {
            List<String> commands = new ArrayList<>();
            sessions.subList(from, Math.min(from + BATCH, sessions.size()))
                    .forEach(session -> commands.add("shutdown session " + session.id()));
            master.ask(pid, commands);
        }
    }
}
