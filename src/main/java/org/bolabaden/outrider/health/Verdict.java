package org.bolabaden.outrider.health;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;

/**
 * What we hold of a backend.
 *
 * @param status the judgement
 * @param since when it was made
 * @param reason why, in one line for people: the rule and its evidence
 * @param address where it is reached: where its checks last went to, or where HAProxy sends its sessions while it is only
 *     adopted; empty: never resolved
 * @param adopted whether it is up only because it served when we started: no check of ours has passed yet
 */
public record Verdict(Status status, Instant since, String reason, Optional<InetAddress> address, boolean adopted) {
    /** The judgements there are. */
    public enum Status {
        /** No check has finished yet, and nothing tells that it served before: it gets no traffic. */
        UNVERIFIED("unverified"),
        /** It may serve. */
        UP("up"),
        /** It must not serve. */
        DOWN("down");

        private final String word;

        Status(String word) {
            this.word = word;
        }

        /** The word in events, metrics and the API. */
        public String word() {
            return word;
        }
    }

    /** A judgement of our own. */
    public Verdict(Status status, Instant since, String reason, Optional<InetAddress> address) {
        this(status, since, reason, address, false);
    }

    /** Whether it may serve. */
    public boolean up() {
        return status == Status.UP;
    }
}
