package org.bolabaden.outrider.sentinel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real sentinel on a free port of loopback. It rewrites its own file, so that a restart goes on from what it knew. */
public final class SentinelProcess extends ServerProcess {
    private final String master;

    private SentinelProcess(Path parent, RedisSecurity security, String master) {
        super(parent, "sentinel", security, true);
        this.master = master;
    }

    /** Starts one that monitors these masters, each by its name; {@code lines} are further ones of its file. */
    static SentinelProcess start(
            Path parent, RedisSecurity security, Map<String, RedisProcess> masters, int quorum, List<String> lines) {
        String first = masters.keySet().iterator().next();
        SentinelProcess sentinel = new SentinelProcess(parent, security, first);
        List<String> file = new ArrayList<>(List.of("dir " + sentinel.directory()));
        masters.forEach((name, primary) ->
                file.add("sentinel monitor %s 127.0.0.1 %d %d".formatted(name, primary.port(), quorum)));
        file.addAll(security.sentinelLines(sentinel.port(), first));
        file.addAll(lines);
        sentinel.begin(file);
        return sentinel;
    }

    /** The fields of SENTINEL MASTER. */
    public Map<String, String> master() {
        return RespClient.pairs(ask("SENTINEL", "MASTER", master));
    }

    /** The port of the primary that it names. */
    public int primaryPort() {
        return Integer.parseInt(master().get("port"));
    }

    public long epoch() {
        return Long.parseLong(master().get("config-epoch"));
    }

    public String id() {
        return (String) ask("SENTINEL", "MYID");
    }

    /** What its file says now; see {@link #configuration(String)}. */
    public String configuration() {
        try {
            return Files.readString(file());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Puts a file in place, such as an old one, for the next {@link #start()}; it must not run. */
    public void configuration(String text) {
        try {
            Files.writeString(file(), text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
