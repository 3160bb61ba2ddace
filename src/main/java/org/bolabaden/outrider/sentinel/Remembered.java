package org.bolabaden.outrider.sentinel;

import java.util.List;
import org.bolabaden.outrider.registry.ServiceName;

/**
 * What is on the disk of one service.
 *
 * @param source by whose word it was found out, such as {@code sentinel redis-main}; another one's counts for nothing
 * @param failovers the last ones, the newest last
 */
record Remembered(ServiceName service, String source, Standing standing, List<Failover> failovers) {
    Remembered {
        failovers = List.copyOf(failovers);
    }

    /** Of what is followed now. */
    static Remembered of(Finder finder) {
        return new Remembered(
                finder.followed().service(),
                source(finder),
                finder.standing(),
                finder.timeline().all());
    }

    static String source(Finder finder) {
        return switch (finder) {
            case Follower follower -> "sentinel " + follower.followed().master();
            case RoleElection byRole -> "role";
            case ByHand byHand -> "by hand";
        };
    }
}
