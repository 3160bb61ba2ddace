package org.bolabaden.outrider.sentinel;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.sentinel.MasterView.Flag;

/** Reads what sentinels and Redis servers answer. Pure. What is not of the known form is nothing. */
final class Answers {
    // More than any fleet has; what a rogue sentinel invents beyond is not kept.
    private static final int MOST_SENTINELS = 64;
    private static final int REPLICA_WORDS = 4;

    private Answers() {}

    /** A flat list of names and values as a map; what stands alone at its end is left out. */
    static Map<String, String> pairs(List<String> words) {
        Map<String, String> pairs = new HashMap<>();
        for (int i = 0; i + 1 < words.size(); i += 2) {
            pairs.put(words.get(i), words.get(i + 1));
        }
        return pairs;
    }

    /**
     * {@code SENTINEL MASTER}.
     *
     * @param address the answer to {@code SENTINEL GET-MASTER-ADDR-BY-NAME}: from the promotion to its own
     *     {@code +switch-master}, about a second, the sentinel that leads a failover names the old address at the new epoch
     *     here, and the new address there
     */
    static Optional<MasterView> master(Map<String, String> fields, List<String> address) {
        boolean leads = fields.getOrDefault("flags", "").contains("failover_in_progress");
        Optional<Endpoint> named = leads && address.size() == 2
                ? SentinelEvents.endpoint(address.getFirst(), address.getLast())
                : Optional.empty();
        return named.or(() -> place(fields))
                .flatMap(where -> SentinelEvents.epoch(fields.getOrDefault("config-epoch", ""))
                        .map(epoch -> new MasterView(where, epoch, flags(fields.getOrDefault("flags", "")))));
    }

    private static Set<Flag> flags(String words) {
        Set<Flag> flags = EnumSet.noneOf(Flag.class);
        for (String word : words.split(",", -1)) {
            switch (word) {
                case "s_down" -> flags.add(Flag.SUBJECTIVELY_DOWN);
                case "o_down" -> flags.add(Flag.OBJECTIVELY_DOWN);
                case "failover_in_progress" -> flags.add(Flag.FAILOVER_IN_PROGRESS);
                default -> {}
            }
        }
        return flags;
    }

    /** {@code SENTINEL SENTINELS}: whom it knows beside itself. One that it has not met yet has no id, and is left out. */
    static Map<SentinelId, Endpoint> others(List<Map<String, String>> sentinels) {
        Map<SentinelId, Endpoint> others = new HashMap<>();
        for (Map<String, String> fields : sentinels) {
            String id = fields.getOrDefault("runid", "");
            if (others.size() < MOST_SENTINELS && SentinelId.isValid(id)) {
                place(fields).ifPresent(address -> others.put(new SentinelId(id), address));
            }
        }
        return others;
    }

    private static Optional<Endpoint> place(Map<String, String> fields) {
        return SentinelEvents.endpoint(fields.getOrDefault("ip", ""), fields.getOrDefault("port", ""));
    }

    /** {@code ROLE}: {@code master, …} or {@code slave, host, port, state, …}. Empty: it is neither. */
    static Optional<RedisRole> role(List<String> words) {
        if (words.isEmpty()) {
            return Optional.empty();
        }
        return switch (words.getFirst()) {
            case "master" -> Optional.of(new RedisRole.Master());
            case "slave" ->
                words.size() < REPLICA_WORDS
                        ? Optional.empty()
                        : SentinelEvents.endpoint(words.get(1), words.get(2))
                                .map(of -> new RedisRole.Replica(
                                        of, words.get(REPLICA_WORDS - 1).equals("connected")));
            default -> Optional.empty();
        };
    }

    /** {@code INFO sentinel}: whether it is in TILT. Empty: it does not say. */
    static Optional<Boolean> tilt(String info) {
        return info.lines()
                .filter(line -> line.startsWith("sentinel_tilt:"))
                .map(line -> !line.endsWith(":0"))
                .findFirst();
    }

    /** {@code CONFIG GET min-replicas-*}. Empty: it does not say. */
    static Optional<MinReplicas> minReplicas(List<String> words) {
        Map<String, String> fields = pairs(words);
        List<Integer> numbers = new ArrayList<>();
        for (String key : List.of("min-replicas-to-write", "min-replicas-max-lag")) {
            String value = fields.getOrDefault(key, "");
            if (value.matches("[0-9]{1,9}")) {
                numbers.add(Integer.parseInt(value));
            }
        }
        return numbers.size() == 2
                ? Optional.of(new MinReplicas(numbers.getFirst(), numbers.getLast()))
                : Optional.empty();
    }
}
