package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DueQueueTest {
    private static final class Item extends DueQueue.Entry {}

    @Property(tries = 300)
    void whateverIsAddedMovedAndTakenOutComesInOrderOfTime(
            @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 0, max = 1_000) Integer> times,
            @ForAll List<@IntRange(min = 0, max = 1_000) Integer> moves,
            @ForAll long origin) {
        DueQueue<Item> queue = new DueQueue<>();
        List<Item> expected = new ArrayList<>();
        for (int time : times) {
            Item item = new Item();
            queue.schedule(item, origin + time);
            expected.add(item);
        }
        for (int i = 0; i < moves.size() && !expected.isEmpty(); i++) {
            Item item = expected.get(moves.get(i) % expected.size());
            if (i % 3 == 0) {
                queue.remove(item);
                expected.remove(item);
            } else {
                queue.schedule(item, origin + moves.get(i));
            }
        }
        List<Long> drained = new ArrayList<>();
        for (Item item = queue.poll(origin + 1_000); item != null; item = queue.poll(origin + 1_000)) {
            assertThat(item.scheduled()).isFalse();
            assertThat(expected).contains(item);
            drained.add(item.at() - origin);
        }
        assertThat(drained).hasSameSizeAs(expected).isSortedAccordingTo(Comparator.naturalOrder());
    }

    @Test
    void nothingComesBeforeItsTime() {
        DueQueue<Item> queue = new DueQueue<>();
        Item item = new Item();
        queue.schedule(item, 100);
        assertThat(queue.poll(99)).isNull();
        assertThat(queue.poll(100)).isSameAs(item);
        assertThat(queue.poll(100)).isNull();
    }

    @Test
    void postponingMovesEverything() {
        DueQueue<Item> queue = new DueQueue<>();
        Item item = new Item();
        queue.schedule(item, 100);
        queue.postpone(50);
        assertThat(queue.poll(149)).isNull();
        assertThat(queue.poll(150)).isSameAs(item);
    }

    @Test
    void takingOutWhatIsNotInDoesNothing() {
        DueQueue<Item> queue = new DueQueue<>();
        queue.remove(new Item());
        assertThat(queue.size()).isZero();
        assertThat(queue.first()).isNull();
    }

    @Test
    void itKnowsHowManyAreInAndWhoIsFirst() {
        DueQueue<Item> queue = new DueQueue<>();
        Item late = new Item();
        Item early = new Item();
        queue.schedule(late, 200);
        queue.schedule(early, 100);

        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.first()).isSameAs(early);
        assertThat(early.at()).isEqualTo(100);

        queue.schedule(early, 300);
        assertThat(queue.size()).as("it was moved").isEqualTo(2);
        assertThat(queue.first()).isSameAs(late);
        assertThat(early.at()).isEqualTo(300);
    }

    @Test
    void moreThanItHadRoomForComeInOrderOfTimeToo() {
        DueQueue<Item> queue = new DueQueue<>();
        for (int i = 0; i < 1_000; i++) {
            queue.schedule(new Item(), (i * 7_919L) % 1_000);
        }

        for (int time = 0; time < 1_000; time++) {
            assertThat(queue.poll(time - 1)).isNull();
            assertThat(queue.poll(time)).isNotNull();
        }
        assertThat(queue.size()).isZero();
    }

    @Test
    void whoTakesThePlaceOfOneThatIsTakenOutMayBeDueBeforeItsNeighbours() {
        DueQueue<Item> queue = new DueQueue<>();
        Item taken = new Item();
        for (int time : new int[] {0, 100, 1}) {
            queue.schedule(new Item(), time);
        }
        queue.schedule(taken, 110);
        for (int time : new int[] {120, 2, 3}) {
            queue.schedule(new Item(), time);
        }

        queue.remove(taken);

        List<Long> order = new ArrayList<>();
        for (Item item = queue.poll(1_000); item != null; item = queue.poll(1_000)) {
            order.add(item.at());
        }
        assertThat(order).containsExactly(0L, 1L, 2L, 3L, 100L, 120L);
    }
}
