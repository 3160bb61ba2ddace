package org.bolabaden.outrider.haproxy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The worker that takes new sessions: it counts the sessions of each server, those that are still connecting too. */
final class CurrentWorker {
    private final RuntimeSocket socket;

    CurrentWorker(RuntimeSocket socket) {
        this.socket = socket;
    }

    /**
     * What was found.
     *
     * @param pid who answered
     * @param sessions how many each server had; they have been told to end
     */
    record Found(long pid, Map<ServerRef, Integer> sessions) {}

    /**
     * Shuts all sessions to such servers.
     *
     * @param stale whether a server must have none
     * @throws IOException when nobody answers
     */
    Found cut(Set<String> backends, Predicate<ServerRef> stale) throws IOException {
        List<String> questions = new ArrayList<>(List.of("show info"));
        backends.forEach(backend -> questions.add(ProxyStats.servers(backend)));
        List<String> answers = socket.ask(questions.toArray(String[]::new));
        Map<ServerRef, Integer> found = new HashMap<>();
        for (String answer : answers.subList(1, answers.size())) {
            found.putAll(count(answer));
        }
        found.entrySet().removeIf(entry -> entry.getValue() == 0 || !stale.test(entry.getKey()));
        if (!found.isEmpty()) {
            List<Command> cuts = new ArrayList<>();
            found.keySet().forEach(server -> cuts.add(new Command.ShutSessions(server)));
            socket.send(cuts);
        }
        return new Found(WorkerInfo.parse(answers.getFirst()).pid(), found);
    }

    /** The open sessions of each server; none where HAProxy has no such backend. */
    static Map<ServerRef, Integer> count(String answer) throws UnreadableReplyException {
        Map<ServerRef, Integer> sessions = new HashMap<>();
        if (answer.startsWith("# ")) {
            for (ProxyStats row : ProxyStats.parse(answer)) {
                if (!row.whole()) {
                    sessions.put(new ServerRef(row.proxy(), row.server()), (int)
                            Math.min(row.sessions(), Integer.MAX_VALUE));
                }
            }
        }
        return sessions;
    }
}
