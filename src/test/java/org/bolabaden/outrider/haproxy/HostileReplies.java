package org.bolabaden.outrider.haproxy;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bolabaden.outrider.hostile.LinesGrammar;
import org.bolabaden.outrider.hostile.Reading;
import org.bolabaden.outrider.hostile.Target;
import org.bolabaden.outrider.hostile.Told;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.Weight;

/** What HAProxy answers: at its runtime socket, at its master's, and when it is asked to check a file. */
public final class HostileReplies {
    private static final ServerRef SERVER = new ServerRef("redis-main", "node1:6379");

    private HostileReplies() {}

    /** All of them. */
    public static List<Target> targets() {
        return List.of(
                Target.refusing(
                                "haproxy-servers-state",
                                UnreadableReplyException.class,
                                input -> Reading.of(
                                        !ServerState.parse(text(input)).isEmpty()))
                        .by(new LinesGrammar(2, " ")),
                Target.refusing("haproxy-stat", UnreadableReplyException.class, HostileReplies::stat)
                        .by(new LinesGrammar(1, ",")),
                Target.refusing(
                                "haproxy-traffic",
                                UnreadableReplyException.class,
                                input -> Reading.of(
                                        !TrafficCounters.parse(text(input)).isEmpty()))
                        .by(new LinesGrammar(1, ",")),
                Target.refusing("haproxy-names", UnreadableReplyException.class, HostileReplies::names)
                        .by(new LinesGrammar(1, ",")),
                Target.refusing("haproxy-info", UnreadableReplyException.class, HostileReplies::info)
                        .by(new LinesGrammar(0, ": ")),
                Target.refusing(
                                "haproxy-proc",
                                UnreadableReplyException.class,
                                input -> Reading.of(!MasterProcesses.parse(text(input))
                                        .pids()
                                        .isEmpty()))
                        .by(new LinesGrammar(1, " ")),
                Target.answering(
                                "haproxy-sess",
                                input -> Reading.of(!Session.parse(text(input)).isEmpty()))
                        .by(new LinesGrammar(0, " ")),
                Target.answering("haproxy-commands", HostileReplies::commands).by(new LinesGrammar(0, " ")),
                Target.answering("haproxy-log", HostileReplies::log).by(new LinesGrammar(0, ":")),
                Target.answering("haproxy-file", HostileReplies::file).by(new LinesGrammar(0, " ")));
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    private static Reading stat(byte[] input) throws UnreadableReplyException {
        String answer = text(input);
        List<ProxyStats> rows = ProxyStats.parse(answer);
        CurrentWorker.count(answer);
        return Reading.of(!rows.isEmpty());
    }

    private static Reading names(byte[] input) throws UnreadableReplyException {
        ProxyNames running = ProxyNames.running(text(input));
        List<String> missing =
                ProxyNames.defined("frontend a\nbackend redis-main\n").without(running);
        return Reading.of(missing.size() < 2).telling(missing);
    }

    private static Reading info(byte[] input) throws UnreadableReplyException {
        WorkerInfo info = WorkerInfo.parse(text(input));
        return Reading.taken().telling(info.version());
    }

    /** The replies to a line of commands, each judged by the command that it is the reply to. */
    private static Reading commands(byte[] input) {
        List<Command> asked = List.of(
                new Command.SetWeight(SERVER, new Weight(1)),
                new Command.SetAddress(SERVER, InetAddress.getLoopbackAddress(), 1),
                new Command.DeleteServer(SERVER),
                new Command.EnableHealth(SERVER),
                new Command.HealthUp(SERVER),
                new Command.CountSessions(SERVER),
                new Command.ShutSessions(SERVER));
        List<Event> events = new ArrayList<>();
        Refusals refusals = new Refusals(events::add);
        boolean accepted = false;
        int at = 0;
        for (String reply : CommandLines.split(text(input))) {
            Command command = asked.get(at++ % asked.size());
            switch (command.judge(reply)) {
                case Reply.Accepted taken -> accepted = true;
                case Reply.Refused refused -> refusals.refused(command, refused.text());
            }
        }
        return Reading.of(accepted).telling(Told.by(events));
    }

    private static Reading log(byte[] input) {
        List<String> lines = text(input).lines().toList();
        List<String> faults =
                HaproxyLog.faults(lines, Map.of(Path.of("/tmp/candidate.cfg"), Path.of("/etc/haproxy.cfg")));
        return Reading.of(faults.isEmpty()).telling(faults);
    }

    /** A file of HAProxy's that a user's template made, or that was there before. */
    private static Reading file(byte[] input) {
        String text = text(input);
        ProxyNames.defined(text);
        List<String> lost = Sections.lost(text, "");
        BindAddress.parse(text);
        return Reading.of(!lost.isEmpty())
                .telling(Told.by(Event.warn("output_held").reason(String.join(", ", lost))));
    }
}
