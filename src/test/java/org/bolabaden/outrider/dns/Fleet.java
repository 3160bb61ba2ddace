package org.bolabaden.outrider.dns;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.DnsSettings.RecordType;

/** Some nodes that keep one name in a zone that they share, one step at a time: a reading, or one change of a plan. */
final class Fleet {
    static final RecordKey KEY = new RecordKey("www.example.org", RecordType.A);

    private final SharedZone zone;
    private final List<Member> members = new ArrayList<>();
    private final Deque<Change> late = new ArrayDeque<>();

    /** A node: what it wants, and the changes of its plan that it has not made yet. */
    static final class Member {
        final String name;
        boolean withdrawn;
        int address;
        Set<String> dead = Set.of();
        private final Deque<Change> planned = new ArrayDeque<>();

        Member(String name, int address, boolean withdrawn) {
            this.name = name;
            this.address = address;
            this.withdrawn = withdrawn;
        }

        InetAddress ip() {
            return ip(address);
        }

        static InetAddress ip(int last) {
            return InetAddress.ofLiteral("203.0.113." + last);
        }

        Wanted wanted() {
            Wish wish = withdrawn ? new Wish.Withdrawn(Optional.of(ip()), "it is drained") : new Wish.Present(ip());
            return new Wanted(name, Map.of(KEY, wish), 60, false, false, dead);
        }
    }

    Fleet(SharedZone zone) {
        this.zone = zone;
    }

    Member join(String name, int address, boolean withdrawn) {
        Member member = new Member(name, address, withdrawn);
        members.add(member);
        return member;
    }

    List<Member> members() {
        return members;
    }

    /**
     * The node's next step: a change of its plan, or a reading if it has none.
     *
     * @return whether it read, and found nothing to do
     */
    boolean step(Member member) {
        Change next = member.planned.poll();
        if (next != null) {
            if (!zone.apply(next)) {
                member.planned.clear();
            }
            return false;
        } else {
            ZonePlanner.plan(member.wanted(), zone.records()).forEach(plan -> member.planned.addAll(plan.changes()));
            return member.planned.isEmpty();
        }
    }

    /** It makes its next change, hears nothing of it and forgets everything; the call is on its way for an unknown time. */
    void lose(Member member) {
        Optional.ofNullable(member.planned.poll()).ifPresent(late::add);
        member.planned.clear();
    }

    /** The oldest call that is still on its way has its effect. */
    void land() {
        Optional.ofNullable(late.poll()).ifPresent(zone::apply);
    }

    boolean isAnythingLate() {
        return !late.isEmpty();
    }

    /** It forgets everything, after its last call had its effect. */
    void crash(Member member) {
        member.planned.clear();
    }

    /** Everybody looks again and again, until nobody has anything to do. */
    boolean settle() {
        for (int round = 0; round < 100; round++) {
            boolean idle = true;
            for (Member member : members) {
                idle &= step(member);
            }
            if (idle) {
                return true;
            }
        }
        return false;
    }
}
