package org.bolabaden.outrider.haproxy;

import java.util.HashMap;
import java.util.Map;
import org.bolabaden.outrider.observe.Visible;

/**
 * Which process answers, from {@code show info}.
 *
 * @param pid the worker's process id: another one means another worker, which knows nothing that the last one was told
 * @param version HAProxy's version
 * @param uptimeSeconds since the worker started
 */
public record WorkerInfo(long pid, String version, long uptimeSeconds) {
    private static final int LONGEST_VERSION = 100;

    static WorkerInfo parse(String answer) throws UnreadableReplyException {
        Map<String, String> values = new HashMap<>();
        answer.lines().forEach(line -> {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                values.put(line.substring(0, colon), line.substring(colon + 2).strip());
            }
        });
        long pid = number(values.getOrDefault("Pid", ""));
        if (pid <= 0) {
            throw new UnreadableReplyException("'show info' with a Pid", answer);
        }
        return new WorkerInfo(
                pid,
                Visible.line(values.getOrDefault("Version", "unknown"), LONGEST_VERSION),
                number(values.getOrDefault("Uptime_sec", "")));
    }

    private static long number(String text) {
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }
}
