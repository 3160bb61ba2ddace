package org.bolabaden.outrider.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.TestBackends.peer;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.bolabaden.outrider.health.BackendHealth.Rules;
import org.bolabaden.outrider.probe.FailureReason;
import org.bolabaden.outrider.probe.FailureReason.Kind;
import org.bolabaden.outrider.probe.ProbeResult;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.junit.jupiter.api.Test;

class IsolationWatchTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final Rules GUARDED = new Rules(new Thresholds(2, 2), Optional.empty(), true);
    private static final BackendId ONE = peer("redis", "node1", 6379).id();
    private static final BackendId OTHER = peer("redis", "node2", 6379).id();

    private final World world = new World();
    private final IsolationWatch watch = new IsolationWatch(world);
    private Collection<String> hosts = List.of("node1", "node2");

    /** Remembers what it is asked and told. */
    private static final class World implements Inquiry {
        private final List<String> told = new ArrayList<>();
        private List<String> witnesses = List.of();
        private int questions;

        @Override
        public boolean elsewhere(Backend backend, Optional<InetAddress> address) {
            return true;
        }

        @Override
        public List<String> witnesses() {
            return witnesses;
        }

        @Override
        public void ask() {
            questions++;
        }

        @Override
        public void isolated(Isolation isolation) {
            told.add(isolation.reason());
        }

        @Override
        public void ended(Isolation isolation, String why) {
            told.add("over: " + why);
        }
    }

    private static Instant at(double seconds) {
        return START.plusMillis(Math.round(seconds * 1_000));
    }

    private static ProbeResult result(Kind failure, Instant when) {
        return new ProbeResult(
                when,
                new ProbeResult.Timings(0, 1, 0, 0, 1),
                Optional.ofNullable(failure).map(FailureReason::new),
                Optional.empty(),
                0);
    }

    private static BackendHealth up() {
        return BackendHealth.unverified(START).after(result(null, START), START, GUARDED);
    }

    private static BackendHealth silent() {
        return up().after(result(Kind.CONNECT_TIMEOUT, START), START, GUARDED);
    }

    private static BackendHealth suspected() {
        return silent().after(result(Kind.CONNECT_TIMEOUT, START), START, GUARDED);
    }

    private static Sign answered(double asked) {
        return new Sign("node3", at(asked), at(asked));
    }

    private void judged(BackendId backend, BackendHealth health, double seconds) {
        watch.judged(backend, health, at(seconds), () -> hosts);
    }

    private void isolate() {
        judged(ONE, silent(), 0);
        judged(ONE, suspected(), 1);
        assertThat(watch.isolation()).isPresent();
    }

    @Test
    void aSignIsWaitedForWhileABackendIsSilentAndWhileOthersAreAskedBecauseOfIt() {
        assertThat(watch.waits()).isFalse();

        judged(ONE, silent(), 0);
        assertThat(watch.waits()).isTrue();

        judged(ONE, up(), 1);
        assertThat(watch.unheard()).isEmpty();
        assertThat(watch.waits()).as("the answers are still to come").isTrue();

        watch.heard(answered(1), at(1), id -> false);
        assertThat(watch.waits()).isFalse();
    }

    @Test
    void aBackendThatNobodyWasHeardSinceIsWaitedForAlthoughTheNodeIsConnected() {
        judged(ONE, silent(), 0);

        watch.heard(answered(1), at(1), id -> true);

        assertThat(watch.unheard()).containsExactly(ONE);
        assertThat(watch.waits()).isTrue();
    }

    @Test
    void whoStaysUnheardHasOthersAskedAgain() {
        judged(ONE, silent(), 0);
        int before = world.questions;

        watch.heard(answered(1), at(1), id -> true);
        assertThat(world.questions).isEqualTo(before + 1);

        watch.heard(answered(1), at(1), id -> false);
        assertThat(world.questions).as("nobody is waited for").isEqualTo(before + 1);
    }

    @Test
    void beforeItIsIsolatedEverySilentCheckHasOthersAsked() {
        judged(ONE, silent(), 0);
        judged(OTHER, silent(), 0.1);
        judged(OTHER, silent(), 0.2);

        assertThat(world.questions).isEqualTo(3);
    }

    @Test
    void whileItIsIsolatedOthersAreAskedOnceASecond() {
        isolate();
        int before = world.questions;

        judged(ONE, suspected(), 1.999);
        judged(OTHER, suspected(), 1.999);
        assertThat(world.questions).isEqualTo(before);

        judged(ONE, suspected(), 2);
        judged(ONE, suspected(), 2.5);
        assertThat(world.questions).isEqualTo(before + 1);
    }

    @Test
    void anIsolationIsToldOnceAndItsEndWithHowLongItLasted() {
        isolate();
        judged(OTHER, suspected(), 2);
        judged(ONE, suspected(), 3);
        assertThat(world.told).hasSize(1);

        watch.heard(answered(5), at(5), id -> false);
        watch.heard(answered(6), at(6), id -> false);

        assertThat(world.told).hasSize(2).last().isEqualTo("over: node3 answers, after 5 s");
        assertThat(watch.isolation()).isEmpty();
    }

    @Test
    void anAnswerToWhatWasAskedBeforeTheSilenceEndsNothing() {
        isolate();

        watch.heard(answered(-1), at(5), id -> true);

        assertThat(watch.isolation()).isPresent();
    }

    @Test
    void turnedOffNobodyIsWaitedForAnyMore() {
        isolate();

        watch.off(at(2));

        assertThat(watch.unheard()).isEmpty();
        assertThat(watch.waits()).isFalse();
        assertThat(world.told).last().isEqualTo("over: the guard was turned off, after 2 s");
    }

    @Test
    void oneOfTheSilentThatIsStillListedKeepsTheIsolationUp() {
        isolate();
        judged(OTHER, suspected(), 1);

        watch.retain(Set.of(OTHER), at(2));
        assertThat(watch.isolation()).isPresent();

        watch.retain(Set.of(), at(3));
        assertThat(watch.isolation()).isEmpty();
    }

    @Test
    void eightHostsAreNamedAndTheRestIsCounted() {
        world.witnesses = IntStream.rangeClosed(1, 8).mapToObj(i -> "w" + i).toList();
        hosts = IntStream.rangeClosed(1, 10).mapToObj(i -> "n" + i).toList();

        isolate();

        assertThat(world.told.getFirst())
                .startsWith("no other host answers (n1, n2, n3, n4, n5, n6, n7, n8 and 2 more), nor any witness"
                        + " (w1, w2, w3, w4, w5, w6, w7, w8): this node");
    }

    @Test
    void theOnlyHostThatIsSilentWithAWitnessThatIsSilentTooIsACutConnection() {
        world.witnesses = List.of("w1");
        hosts = List.of("node1");

        isolate();

        assertThat(world.told.getFirst()).startsWith("no other host answers (node1), nor any witness (w1)");
    }
}
