package org.bolabaden.outrider.sentinel;

import java.util.Arrays;

/** What the other sentinels answered last when a simulated one asked whether the primary is down, and for their vote. */
final class PeerAnswers {
    static final int NOBODY = -1;
    static final long ASK = 1_000;
    private static final long NEVER = Long.MIN_VALUE / 2;

    private final World world;
    private final int own;
    private final long[] saidDown;
    private final int[] vote;
    private final long[] voteEpoch;

    PeerAnswers(World world, int own) {
        this.world = world;
        this.own = own;
        saidDown = new long[world.sentinelCount()];
        vote = new int[world.sentinelCount()];
        voteEpoch = new long[world.sentinelCount()];
        forget();
    }

    void forget() {
        Arrays.fill(saidDown, NEVER);
        Arrays.fill(vote, NOBODY);
        Arrays.fill(voteEpoch, NOBODY);
    }

    void said(int peer, boolean down, int leader, long epoch) {
        saidDown[peer] = down ? world.now() : NEVER;
        if (leader != NOBODY) {
            vote[peer] = leader;
            voteEpoch[peer] = epoch;
        }
    }

    /** Whether, with this one, a majority holds it for down: the quorum is set to it. */
    boolean quorum() {
        int count = 1;
        for (long said : saidDown) {
            count += world.now() - said <= 5 * ASK ? 1 : 0;
        }
        return count >= world.majority();
    }

    /** How many of the others voted for each in that epoch. */
    int[] votes(long epoch) {
        int[] votes = new int[vote.length];
        for (int peer = 0; peer < vote.length; peer++) {
            if (peer != own && vote[peer] != NOBODY && voteEpoch[peer] == epoch) {
                votes[vote[peer]]++;
            }
        }
        return votes;
    }

    /** Who has the most votes; {@link #NOBODY}: none has any. */
    static int most(int[] votes) {
        int best = NOBODY;
        for (int i = 0; i < votes.length; i++) {
            best = votes[i] > (best == NOBODY ? 0 : votes[best]) ? i : best;
        }
        return best;
    }
}
