package org.bolabaden.outrider.probe;

import java.util.Arrays;
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

    private static final int LEAST_CAPACITY = 64;

    // The times stand in an array of their own: comparing them then touches no entry, which is what costs in a large
    // heap.
    private long[] times = new long[LEAST_CAPACITY];
    private Entry[] heap = new Entry[LEAST_CAPACITY];
    private int size;

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
        return size;
    }

    /** The entry that is due first, or null. */
    @Nullable
    E first() {
        return size == 0 ? null : entry(0);
    }

    /** Puts the entry in, or moves it when it is in already. */
    void schedule(E entry, long at) {
        Entry timed = entry;
        timed.at = at;
        if (timed.place == ABSENT) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, 2 * size);
                times = Arrays.copyOf(times, 2 * size);
            }
            timed.place = size++;
        }
        put(timed.place, timed);
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
        size--;
        Entry last = heap[size];
        heap[size] = null;
        if (last != timed) {
            put(place, last);
            up(place);
            down(last.place);
        }
    }

    /** Takes out and returns the first entry if it is due at {@code now}, else null. */
    @Nullable
    E poll(long now) {
        if (size == 0 || times[0] - now > 0) {
            return null;
        }
        E first = entry(0);
        remove(first);
        return first;
    }

    /** Moves every entry by the same time; their order stays. */
    void postpone(long nanos) {
        for (int place = 0; place < size; place++) {
            times[place] += nanos;
            heap[place].at = times[place];
        }
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
        for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
            if (child + 1 < size && before(child + 1, child)) {
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
        return times[left] - times[right] < 0;
    }

    private void swap(int left, int right) {
        Entry moved = heap[left];
        put(left, heap[right]);
        put(right, moved);
    }

    private void put(int place, Entry entry) {
        heap[place] = entry;
        times[place] = entry.at;
        entry.place = place;
    }

    /** Only entries of that type were ever put in. */
    @SuppressWarnings("unchecked")
    private E entry(int place) {
        return (E) heap[place];
    }
}
