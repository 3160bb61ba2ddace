package org.bolabaden.outrider.haproxy;

import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the running HAProxy is, as one worker told it in one breath.
 *
 * @param worker who told
 * @param servers by name, in HAProxy's order
 * @param serverStats statistics by server; may lack a server that was added since the last full reading
 * @param backendStats statistics by backend
 */
public record ActualState(
        WorkerInfo worker,
        Map<ServerRef, ServerState> servers,
        Map<ServerRef, ProxyStats> serverStats,
        Map<String, ProxyStats> backendStats) {
    public ActualState {
        servers = Collections.unmodifiableMap(new LinkedHashMap<>(servers));
        serverStats = Map.copyOf(serverStats);
        backendStats = Map.copyOf(backendStats);
    }

    /**
     * Reads everything, on one connection.
     *
     * @throws IOException when nobody answers within the socket's deadline, or something that is not HAProxy
     */
    public static ActualState read(RuntimeSocket socket) throws IOException {
        // Type 6: backends (2) and servers (4).
        List<String> answers = socket.ask("show info", "show servers state", "show stat -1 6 -1");
        Map<ServerRef, ProxyStats> servers = new LinkedHashMap<>();
        Map<String, ProxyStats> backends = new LinkedHashMap<>();
        for (ProxyStats row : ProxyStats.parse(answers.get(2))) {
            if (row.whole()) {
                backends.put(row.proxy(), row);
            } else {
                servers.put(new ServerRef(row.proxy(), row.server()), row);
            }
        }
        return new ActualState(
                WorkerInfo.parse(answers.get(0)), byName(ServerState.parse(answers.get(1))), servers, backends);
    }

    /** The same with other servers in some backends, as read from the same worker since. */
    ActualState with(Collection<String> backends, List<ServerState> rows) {
        Map<ServerRef, ServerState> merged = new LinkedHashMap<>(servers);
        merged.keySet().removeIf(ref -> backends.contains(ref.backend()));
        merged.putAll(byName(rows));
        return new ActualState(worker, merged, serverStats, backendStats);
    }

    /** The server of that name. */
    public Optional<ServerState> server(ServerRef ref) {
        return Optional.ofNullable(servers.get(ref));
    }

    /** Whether it is a {@code backup} server. */
    public boolean backup(ServerRef ref) {
        ProxyStats row = serverStats.get(ref);
        return row != null && row.backup();
    }

    /** Sessions that it has open. */
    long sessions(ServerRef ref) {
        ProxyStats row = serverStats.get(ref);
        return row == null ? 0 : row.sessions();
    }

    /** Sessions that it has served since the worker started. */
    public long sessionsTotal(ServerRef ref) {
        ProxyStats row = serverStats.get(ref);
        return row == null ? 0 : row.sessionsTotal();
    }

    /** The backends by name, with or without servers, in HAProxy's order. */
    Set<String> backends() {
        Set<String> names = new LinkedHashSet<>();
        servers.keySet().forEach(ref -> names.add(ref.backend()));
        backendStats.keySet().stream().sorted().forEach(names::add);
        return names;
    }

    private static Map<ServerRef, ServerState> byName(List<ServerState> rows) {
        Map<ServerRef, ServerState> byName = new LinkedHashMap<>();
        rows.forEach(row -> byName.put(row.ref(), row));
        return byName;
    }

    @Override
    public String toString() {
        return "HAProxy " + worker.version() + " worker " + worker.pid() + " (" + servers.size() + " servers)";
    }
}
