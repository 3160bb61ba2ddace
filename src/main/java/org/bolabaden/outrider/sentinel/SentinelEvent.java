package org.bolabaden.outrider.sentinel;

import org.bolabaden.outrider.registry.Endpoint;

/**
 * What a sentinel publishes, as far as it matters here. The channel's name is the event's; the payloads are those of Redis 7.0
 * (FIELD-NOTES §3), and the same since 2.8.
 */
public sealed interface SentinelEvent {
    /** One that is about a master, by the name that it is monitored under. */
    sealed interface OfMaster extends SentinelEvent {
        String master();
    }

    /** {@code +sdown}, {@code -sdown}: this sentinel alone holds the primary for down, or no longer. */
    record SubjectivelyDown(String master, boolean down) implements OfMaster {}

    /** {@code +odown}, {@code -odown}: so does the quorum, or no longer. */
    record ObjectivelyDown(String master, boolean down) implements OfMaster {}

    /** {@code +new-epoch}: its clock went on. Names no master: an epoch is of the sentinel. */
    record NewEpoch(Epoch epoch) implements SentinelEvent {}

    /** {@code +try-failover}: it begins a failover, in the epoch that it named last. */
    record TryFailover(String master) implements OfMaster {}

    /** {@code +vote-for-leader}: its vote in that epoch. Names no master: leader and epoch name one failover together. */
    record VoteForLeader(SentinelId leader, Epoch epoch) implements SentinelEvent {}

    /** {@code +elected-leader}: it was elected, or was told to fail over by hand. */
    record ElectedLeader(String master) implements OfMaster {}

    /** {@code +selected-slave}: it chose this replica. */
    record SelectedReplica(String master, Endpoint replica) implements OfMaster {}

    /** {@code +promoted-slave}: it saw the replica be a primary. */
    record PromotedReplica(String master, Endpoint replica) implements OfMaster {}

    /** {@code -failover-abort-…}: it gave up. */
    record FailoverAborted(String master, String why) implements OfMaster {}

    /** {@code +failover-end}, {@code +failover-end-for-timeout}: it is done. */
    record FailoverEnded(String master) implements OfMaster {}

    /** {@code +switch-master}: it names another primary from now on. */
    record SwitchMaster(String master, Endpoint from, Endpoint to) implements OfMaster {}

    /**
     * Something else about that master: a reason to ask again.
     *
     * @param name the event's, such as {@code +convert-to-slave}
     */
    record Other(String master, String name) implements OfMaster {}

    /** {@code +tilt}, {@code -tilt}: its clock jumped or it was stopped, so that it does not trust itself; or it does again. */
    record Tilt(boolean on) implements SentinelEvent {}
}
