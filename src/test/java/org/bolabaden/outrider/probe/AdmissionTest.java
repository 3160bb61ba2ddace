package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.bolabaden.outrider.registry.NodeName;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final long LONGEST = Duration.ofSeconds(1).toNanos();
    private static final long PAUSE = Duration.ofMillis(50).toNanos();
    private static final ProbeSettings SETTINGS =
            new ProbeSettings(2, "outrider/test", () -> null, name -> false, new NodeName("here"));

    private final Admission admission = new Admission(2);
    private final Target first = target(1);
    private final Target second = target(2);
    private final Target third = target(3);

    private static Target target(int port) {
        return new Target(CheckPlan.of(Backends.at(port).build(), SETTINGS), true);
    }

    private void all() {
        admission.add(first);
        admission.add(second);
        admission.add(third);
    }

    @Test
    void onlySoManyAreLetInInTheirOrder() {
        all();
        assertThat(admission.idle(0, LONGEST)).isZero();
        assertThat(admission.next(0)).isSameAs(first);
        assertThat(admission.next(0)).isSameAs(second);
        assertThat(admission.next(0)).isNull();
        assertThat(admission.idle(0, LONGEST)).isEqualTo(LONGEST);

        admission.release();
        assertThat(admission.next(0)).isSameAs(third);
    }

    @Test
    void oneThatTheSystemRefusedIsTheFirstAfterAPause() {
        all();
        admission.next(0);
        admission.release();
        admission.refused(first, 0);

        assertThat(admission.next(PAUSE - 1)).isNull();
        assertThat(admission.idle(10, LONGEST)).isEqualTo(PAUSE - 10);
        assertThat(admission.next(PAUSE)).isSameAs(first);
    }

    @Test
    void oneThatIsNoLongerWantedIsNotLetIn() {
        all();
        assertThat(admission.waiting()).isEqualTo(3);
        admission.remove(first);
        assertThat(admission.waiting()).isEqualTo(2);
        assertThat(admission.next(0)).isSameAs(second);
        admission.clear();
        assertThat(admission.waiting()).isZero();
        assertThat(admission.taken()).isEqualTo(1);
    }
}
