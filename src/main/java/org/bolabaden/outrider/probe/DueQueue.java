package org.bolabaden.outrider.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What happens when: a binary heap whose entries know their own place, so that moving or taking one out costs as little
 * as adding it (a check's deadline is nearly always taken out before it strikes).
 *
 * <p>Times are {@link System#nanoTime()} values and are compared by difference, as these may wrap around. Pure: it has
 * no clock of its own.
 */
final class DueQueue<E extends DueQueue.Entry> {
    private static final int ABSENT = -1;

    private final List<E> heap = new ArrayList<>();

    /** Something with a time; in at most one queue at once. */
    abstract static class Entry {
        private long at;
        private int place = ABSENT;

        /** When it is due; meaningless before it was scheduled. */
        final long at() {
            return at;
        }

        /** Whether it is in a queue. */
        final boolean scheduled() {
            return place != ABSENT;
        }
    }

    int size() {
        return heap.size();
    }

    /** The entry that is due first, or null. */
    @Nullable
    E first() {
        return heap.isEmpty() ? null : heap.getFirst();
    }

    /** Puts the entry in, or moves it when it is in already. */
    void schedule(E entry, long at) {
        Entry timed = entry;
        timed.at = at;
        if (timed.place == ABSENT) {
            timed.place = heap.size();
            heap.add(entry);
        }
        up(timed.place);
        down(timed.place);
    }

    /** Takes the entry out; nothing happens when it is not in. */
    void remove(E entry) {
        Entry timed = entry;
        int place = timed.place;
        if (place == ABSENT) {
            return;
        }
        timed.place = ABSENT;
        E last = heap.removeLast();
        if (last != entry) {
            put(place, last);
            up(place);
            down(((Entry) last).place);
        }
    }

    /** Takes out and returns the first entry if it is due at {@code now}, else null. */
    @Nullable
    E poll(long now) {
        E first = first();
        if (first == null || first.at() - now > 0) {
            return null;
        }
        remove(first);
        return first;
    }

    /** Moves every entry by the same time; their order stays. */
    void postpone(long nanos) {
        heap.forEach(entry -> ((Entry) entry).at += nanos);
    }

    void forEach(Consumer<? super E> action) {
        List.copyOf(heap).forEach(action);
    }

    private void up(int from) {
        int place = from;
        while (place > 0 && before(place, (place - 1) / 2)) {
            swap(place, (place - 1) / 2);
            place = (place - 1) / 2;
        }
    }

    private void down(int from) {
        int place = from;
        for (int child = 2 * place + 1; child < heap.size(); child = 2 * place + 1) {
            if (child + 1 < heap.size() && before(child + 1, child)) {
                child++;
            }
            if (!before(child, place)) {
                return;
            }
            swap(place, child);
            place = child;
        }
    }

    private boolean before(int left, int right) {
        return heap.get(left).at() - heap.get(right).at() < 0;
    }

    private void swap(int left, int right) {
        E moved = heap.get(left);
        put(left, heap.get(right));
        put(right, moved);
    }

    private void put(int place, E entry) {
        heap.set(place, entry);
        ((Entry) entry).place = place;
    }
}
