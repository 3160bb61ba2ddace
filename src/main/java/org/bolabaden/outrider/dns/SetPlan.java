package org.bolabaden.outrider.dns;

import java.util.List;

/**
 * How this node stands in one set of records, and what it would do next.
 *
 * @param reason why, for people
 * @param changes all of them may be made, in that order, before the zone is read again
 */
public record SetPlan(RecordKey key, Standing standing, String reason, List<Change> changes) {
    public SetPlan {
        changes = List.copyOf(changes);
    }

    /** How a node's record stands. */
    public enum Standing {
        /** It is there, and right. */
        PUBLISHED("published"),
        /** It is gone, as it shall be. */
        WITHDRAWN("withdrawn"),
        /** It shall be gone, and stays because it is the last. */
        LAST("last"),
        /** It shall be gone, and others that are leaving too decide first who of them stays. */
        WAITING("waiting"),
        /** There is something to change. */
        CHANGING("changing"),
        /** It cannot be right without touching what is not ours. */
        REFUSED("refused"),
        /** The address is not known; what is there stays. */
        UNKNOWN("unknown");

        private final String word;

        Standing(String word) {
            this.word = word;
        }

        /** The word in the API. */
        public String word() {
            return word;
        }

        /** Whether the zone is as it should be. */
        public boolean isRight() {
            return switch (this) {
                case PUBLISHED, WITHDRAWN, LAST -> true;
                case WAITING, CHANGING, REFUSED, UNKNOWN -> false;
            };
        }
    }

    static SetPlan settled(RecordKey key, Standing standing, String reason) {
        return new SetPlan(key, standing, reason, List.of());
    }

    static SetPlan changing(RecordKey key, List<? extends Change> changes) {
        return new SetPlan(key, Standing.CHANGING, changes.getFirst().reason(), List.copyOf(changes));
    }
}
