package org.bolabaden.outrider.dns;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bolabaden.outrider.registry.DnsSettings.RecordType;

/** What echo services say together. */
public final class Agreement {
    private Agreement() {}

    /**
     * The address of that kind that enough of them say; empty: none, or two.
     *
     * @param answers one a service that answered
     * @param needed how many must say the same
     */
    public static Optional<InetAddress> of(List<InetAddress> answers, RecordType type, int needed) {
        Map<InetAddress, Long> votes = answers.stream()
                .filter(address -> RecordType.of(address) == type)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        List<InetAddress> agreed = votes.entrySet().stream()
                .filter(vote -> vote.getValue() >= needed)
                .map(Map.Entry::getKey)
                .toList();
        return agreed.size() == 1 ? Optional.of(agreed.getFirst()) : Optional.empty();
    }
}
