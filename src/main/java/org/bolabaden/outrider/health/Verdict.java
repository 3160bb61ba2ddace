package org.bolabaden.outrider.health;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;

/**
 * What we hold of a backend.
 *
 * @param status the judgement
 * @param since since when it has that status
 * @param reason why, in one line for people: the rule and its evidence
 * @param address where it is reached: where its checks last went to, or where HAProxy sends its sessions while it is only
 *     adopted; empty: never resolved
 * @param rule which rule made it
 * @param evidence what the rule went by
 */
public record Verdict(
        Status status, Instant since, String reason, Optional<InetAddress> address, Rule rule, Evidence evidence) {
    /** One that was not made here: an assumption, or somebody else's word. */
    public Verdict(Status status, Instant since, String reason, Optional<InetAddress> address) {
        this(status, since, reason, address, Rule.TOLD, Evidence.NONE);
    }

    /** The judgements there are. */
    public enum Status {
        /** No check has finished yet, and nothing tells that it served before: it gets no traffic. */
        UNVERIFIED("unverified"),
        /** It may serve. */
        UP("up"),
        /** Its checks pass, but it came and went too often to be trusted yet: it serves only where nobody else is up. */
        HELD("held"),
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

    /** Whether it may serve. */
    public boolean up() {
        return status == Status.UP;
    }

    /** Whether it is up only because it served when we started: no check of ours has passed yet. */
    public boolean adopted() {
        return rule == Rule.ADOPTED;
    }

    /** Whether its checks pass: it is up, or only held. */
    public boolean alive() {
        return status == Status.UP || status == Status.HELD;
    }

    /** The same, at that address. */
    Verdict at(Optional<InetAddress> where) {
        return where.equals(address) ? this : new Verdict(status, since, reason, where, rule, evidence);
    }
}
