package org.bolabaden.outrider.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a story cost the visitors.
 *
 * @param happened when it began, in milliseconds since the epoch
 * @param done when the fault was complete: a request that began before was in flight
 * @param mended when it began to be put right
 * @param convergence until every node had come to terms with it
 * @param visits all that ended after it began
 * @param lostWrites acknowledged by a Redis, and gone
 */
record Outcome(
        String title,
        long happened,
        long done,
        long mended,
        Duration convergence,
        List<Visit> visits,
        long lostWrites) {
    private static final long DOOR_MILLIS = 3_000;

    long requests() {
        return count(visit -> !visit.isWrite());
    }

    /** Failed, but on their way already when it happened. */
    long inFlight() {
        return count(visit -> !visit.isWrite() && visit.failed() && visit.began() <= done);
    }

    /** Failed that began afterwards. */
    List<Visit> lost() {
        return visits.stream()
                .filter(visit -> !visit.isWrite() && visit.failed() && visit.began() > done)
                .toList();
    }

    /** Nodes that visitors tried in vain before another one took the connection. */
    long elsewhere() {
        return visits.stream()
                .filter(visit -> !visit.isWrite())
                .mapToLong(Visit::refused)
                .sum();
    }

    long failedWrites() {
        return count(visit -> visit.isWrite() && visit.failed());
    }

    /** From when it happened to the end of the last request that failed because of it. */
    Duration recovery() {
        return Duration.ofMillis(visits.stream()
                .filter(visit -> !visit.isWrite() && visit.failed())
                .mapToLong(visit -> visit.ended() - happened)
                .max()
                .orElse(0));
    }

    /** The longest time without a write that was acknowledged. */
    Duration withoutWrites() {
        long last = happened;
        long longest = 0;
        for (Visit visit : visits) {
            if (visit.isWrite() && !visit.failed()) {
                longest = Math.max(longest, visit.ended() - last);
                last = visit.ended();
            }
        }
        return Duration.ofMillis(longest);
    }

    private long count(Predicate<Visit> which) {
        return visits.stream().filter(which).count();
    }

    /** Every request that began after it happened, for a site that somebody still had, was answered. */
    Outcome lostNothingOf(String... sites) {
        return lostNothingUnless(visit -> false, sites);
    }

    /**
     * The same, but for those who come in by a Traefik that has just been started, which no sidecar can help: it opens its doors
     * before it has read its files, and answers with 404 or a certificate of its own.
     */
    Outcome lostNothingButAtTheDoorOf(Node started, String... sites) {
        return lostNothingUnless(
                visit -> visit.address().equals(started.address())
                        && isSoonAfter(started.traefikSince(), visit)
                        && (visit.outcome().equals("404") || visit.outcome().startsWith("cut")),
                sites);
    }

    /**
     * The same, but for those whose node handed them on to the one that had just fallen silent, over a connection that it kept
     * from before: before anybody could know, and what was sent is never sent twice.
     */
    Outcome lostNothingButWhatWasHandedOn(String... sites) {
        return lostNothingUnless(
                visit -> visit.outcome().equals("cut:SocketTimeoutException")
                        && visit.began() <= happened + convergence.toMillis(),
                sites);
    }

    /** The same, but for those who came in by that node: what is slow to everybody is slow, or too late, for them. */
    Outcome lostNothingAtOtherDoorsThan(Node node, String... sites) {
        return lostNothingUnless(visit -> visit.address().equals(node.address()), sites);
    }

    private static boolean isSoonAfter(long moment, Visit visit) {
        return visit.began() >= moment && visit.began() <= moment + DOOR_MILLIS;
    }

    private Outcome lostNothingUnless(Predicate<Visit> excused, String... sites) {
        assertThat(requests()).as("requests of " + title).isPositive();
        assertThat(lost().stream().filter(visit -> List.of(sites).contains(visit.site())))
                .as(title)
                .filteredOn(visit -> !excused.test(visit))
                .isEmpty();
        return this;
    }

    /** Nor was anything in flight that could have been lost: not one request failed. */
    Outcome neverFailed(String... sites) {
        lostNothingOf(sites);
        assertThat(inFlight()).as("in flight when " + title).isZero();
        return this;
    }
}
