package org.bolabaden.outrider.probe;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bolabaden.outrider.registry.Check;
import org.jspecify.annotations.Nullable;

/**
 * Several checks that run at once and are one: of each address that a name has, or the parts of a check that has some.
 * Each has its own connection and deadline; all their results make one. Confined to the loop's thread.
 */
final class Round extends Deadline {
    /** What a result says of the others in one line. */
    private static final int LONGEST_LINE = 240;

    /** When enough results are there, and which of them is the whole's. */
    private enum Rule {
        /** One address that works is enough, but each is waited for: each is judged. */
        EACH_ADDRESS,
        ALL,
        ANY
    }

    private final Rule rule;
    private final Map<Target, Optional<ProbeResult>> members = new LinkedHashMap<>();

    private Round(Target target, Rule rule) {
        super(target);
        this.rule = rule;
    }

    /** The check of a backend whose name has several addresses; the one that serves is first. */
    static Round ofAddresses(Target target, List<InetAddress> addresses) {
        Round round = new Round(target, Rule.EACH_ADDRESS);
        Optional<InetSocketAddress> served = target.address();
        List<InetAddress> ordered = new ArrayList<>(addresses);
        ordered.sort(Comparator.comparing(
                address -> served.filter(at -> at.getAddress().equals(address)).isEmpty()));
        for (InetAddress address : ordered) {
            InetSocketAddress known = served.filter(at -> at.getAddress().equals(address))
                    .orElseGet(() -> new InetSocketAddress(address, target.plan.address.port()));
            round.add(Target.part(round, target.plan, Optional.of(known)));
        }
        return round;
    }

    /** The check that consists of several, at that target's address; those that ask elsewhere find their own. */
    static Round ofParts(Target target) {
        Check.Several several = (Check.Several) target.plan.backend.check();
        Round round = new Round(target, several.mode() == Check.Several.Mode.ALL ? Rule.ALL : Rule.ANY);
        for (CheckPlan part : target.plan.parts) {
            Optional<InetSocketAddress> here = target.address()
                    .filter(at -> part.address.host().equals(target.plan.address.host()))
                    .map(at -> new InetSocketAddress(at.getAddress(), part.address.port()));
            round.add(Target.part(round, part, here.or(() -> part.literal)));
        }
        return round;
    }

    private void add(Target member) {
        members.put(member, Optional.empty());
    }

    /** Those without a result. */
    List<Target> open() {
        return members.entrySet().stream()
                .filter(entry -> entry.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** One of them has a result; gives that of the whole as soon as nothing can change it. */
    @Nullable
    ProbeResult ended(Target member, ProbeResult result) {
        members.put(member, Optional.of(result));
        boolean last = open().isEmpty();
        boolean decided =
                switch (rule) {
                    case EACH_ADDRESS -> last;
                    case ALL -> last || !result.passed();
                    case ANY -> last || result.passed();
                };
        return decided ? whole() : null;
    }

    private ProbeResult whole() {
        ProbeResult decisive =
                switch (rule) {
                    case EACH_ADDRESS, ANY ->
                        first(true).orElseGet(() -> first(false).orElseThrow());
                    case ALL -> first(false).orElseGet(this::slowest);
                };
        if (rule == Rule.EACH_ADDRESS) {
            decisive.address().ifPresent(at -> target.resolved(at.getAddress()));
        }
        Optional<InetSocketAddress> address =
                rule == Rule.EACH_ADDRESS ? decisive.address() : target.reported(target.address());
        Observed observed = new Observed(
                results()
                        .flatMap(result -> result.observed().certificateExpiry().stream())
                        .min(Comparator.naturalOrder()),
                Optional.of(line()),
                results().noneMatch(ProbeResult::answered));
        return new ProbeResult(
                target.startedAt, decisive.timings(), decisive.failure(), address, decisive.status(), observed);
    }

    private Stream<ProbeResult> results() {
        return members.values().stream().flatMap(Optional::stream);
    }

    private Optional<ProbeResult> first(boolean passed) {
        return results().filter(result -> result.passed() == passed).findFirst();
    }

    private ProbeResult slowest() {
        return results()
                .max(Comparator.comparingLong(result -> result.timings().total()))
                .orElseThrow();
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        members.forEach((member, result) -> result.ifPresent(known -> line.append(line.isEmpty() ? "" : ", ")
                .append(label(member))
                .append(' ')
                .append(known.failure().map(FailureReason::toString).orElse("passed"))
                .append(known.observed().said().map(said -> " (" + said + ")").orElse(""))));
        return line.length() <= LONGEST_LINE ? line.toString() : line.substring(0, LONGEST_LINE - 1) + "…";
    }

    private String label(Target member) {
        return rule == Rule.EACH_ADDRESS
                ? member.address().map(at -> at.getAddress().getHostAddress()).orElse("")
                : member.plan.label();
    }

    @Override
    void strike(long now) {
        throw new IllegalStateException("a round has no deadline, its members have");
    }

    @Override
    void abandon() {
        // Its members are abandoned one by one, by whoever knows where they are.
    }
}
