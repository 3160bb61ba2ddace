package org.bolabaden.outrider.sentinel;

import java.util.Optional;
import org.bolabaden.outrider.registry.Endpoint;

/** Reads what a sentinel publishes. What is not understood is nothing: the sentinel is asked again anyway. */
final class SentinelEvents {
    // "master mymaster 127.0.0.1 7001 …" and "slave 127.0.0.1:7002 127.0.0.1 7002 @ mymaster 127.0.0.1 7001".
    private static final int OWN_NAME = 1;
    private static final int OWN_HOST = 2;
    private static final int OWN_PORT = 3;
    private static final int MASTER_OF_REPLICA = 5;
    private static final int LONGEST = 1_000;

    private SentinelEvents() {}

    /** The event; empty: it has nothing to do with a master, or is not of the known form. */
    static Optional<SentinelEvent> parse(String channel, String payload) {
        if (payload.length() > LONGEST) {
            return Optional.empty();
        }
        String[] words = payload.trim().split(" +");
        return switch (channel) {
            case "+new-epoch" -> epoch(words[0]).map(SentinelEvent.NewEpoch::new);
            case "+vote-for-leader" -> vote(words);
            case "+tilt" -> Optional.of(new SentinelEvent.Tilt(true));
            case "-tilt" -> Optional.of(new SentinelEvent.Tilt(false));
            case "+switch-master" -> switched(words);
            case "+selected-slave" ->
                replica(words).map(replica -> new SentinelEvent.SelectedReplica(words[MASTER_OF_REPLICA], replica));
            case "+promoted-slave" ->
                replica(words).map(replica -> new SentinelEvent.PromotedReplica(words[MASTER_OF_REPLICA], replica));
            default -> master(words).map(name -> ofMaster(channel, name, words[0].equals("master")));
        };
    }

    private static SentinelEvent ofMaster(String channel, String name, boolean itself) {
        return switch (channel) {
            case "+sdown", "-sdown" ->
                itself
                        ? new SentinelEvent.SubjectivelyDown(name, channel.startsWith("+"))
                        : new SentinelEvent.Other(name, channel);
            case "+odown", "-odown" -> new SentinelEvent.ObjectivelyDown(name, channel.startsWith("+"));
            case "+try-failover" -> new SentinelEvent.TryFailover(name);
            case "+elected-leader" -> new SentinelEvent.ElectedLeader(name);
            case "+failover-end", "+failover-end-for-timeout" -> new SentinelEvent.FailoverEnded(name);
            default ->
                channel.startsWith("-failover-abort")
                        ? new SentinelEvent.FailoverAborted(name, channel.substring(1))
                        : new SentinelEvent.Other(name, channel);
        };
    }

    private static Optional<SentinelEvent> vote(String[] words) {
        return words.length == 2 && SentinelId.isValid(words[0])
                ? epoch(words[1]).map(epoch -> new SentinelEvent.VoteForLeader(new SentinelId(words[0]), epoch))
                : Optional.empty();
    }

    private static Optional<SentinelEvent> switched(String[] words) {
        return words.length == 5
                ? endpoint(words[1], words[2])
                        .flatMap(from -> endpoint(words[3], words[4])
                                .map(to -> new SentinelEvent.SwitchMaster(words[0], from, to)))
                : Optional.empty();
    }

    private static Optional<String> master(String[] words) {
        if (words.length > OWN_PORT && words[0].equals("master")) {
            return Optional.of(words[OWN_NAME]);
        }
        return words.length > MASTER_OF_REPLICA && words[MASTER_OF_REPLICA - 1].equals("@")
                ? Optional.of(words[MASTER_OF_REPLICA])
                : Optional.empty();
    }

    private static Optional<Endpoint> replica(String[] words) {
        return words.length > MASTER_OF_REPLICA && words[MASTER_OF_REPLICA - 1].equals("@")
                ? endpoint(words[OWN_HOST], words[OWN_PORT])
                : Optional.empty();
    }

    static Optional<Epoch> epoch(String text) {
        return text.matches("[0-9]{1,18}") ? Optional.of(new Epoch(Long.parseLong(text))) : Optional.empty();
    }

    static Optional<Endpoint> endpoint(String host, String port) {
        try {
            return Optional.of(new Endpoint(host, Integer.parseInt(port)));
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }
}
