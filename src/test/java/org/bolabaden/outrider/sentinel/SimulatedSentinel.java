package org.bolabaden.outrider.sentinel;

import java.util.Random;

/** A sentinel with one master, after sentinel.c of Redis 7.0: its votes, its failovers, and its configuration. */
final class SimulatedSentinel {
    private static final long TICK = 100;
    private static final long HELLO = 2_000;
    private static final long ASK = PeerAnswers.ASK;
    private static final long FAILOVER_TIMEOUT = 6_000;
    private static final long CONVERT_AFTER = 4 * HELLO;
    private static final int NOBODY = PeerAnswers.NOBODY;

    private enum State {
        NONE,
        WAIT_START,
        SELECT,
        PROMOTE,
        WAIT_PROMOTION,
        RECONFIGURE
    }

    /** What is on disk. */
    private record Disk(int master, long configEpoch) {}

    final int id;
    private final World world;
    private final Random random;
    private final SentinelEyes eyes;
    private final PeerAnswers answers;
    private Disk disk;
    private Disk older;
    private long clock;
    private long votedEpoch = -1;
    private int votedFor = NOBODY;
    private boolean up = true;
    private int life;
    private long tiltUntil = Long.MIN_VALUE;
    private State state = State.NONE;
    private long stateSince;
    private long failoverEpoch;
    private long failoverStart = Long.MIN_VALUE / 2;
    private boolean forced;
    private int promoted = NOBODY;
    private long asked;
    private boolean saidDown;
    private boolean saidObjectively;

    SimulatedSentinel(int id, int master, long epoch, World world, Random random) {
        this.id = id;
        this.world = world;
        this.random = random;
        disk = new Disk(master, epoch);
        older = disk;
        clock = epoch;
        answers = new PeerAnswers(world, id);
        eyes = new SentinelEyes(this, world);
        world.truth().named(id, master, epoch);
    }

    void start() {
        world.time().in(random.nextInt((int) TICK), () -> world.time().every(TICK, this::tick));
        world.time().in(random.nextInt((int) HELLO), () -> world.time().every(HELLO, this::hello));
    }

    boolean up() {
        return up;
    }

    int life() {
        return life;
    }

    int master() {
        return disk.master();
    }

    long configEpoch() {
        return disk.configEpoch();
    }

    long clock() {
        return clock;
    }

    boolean down() {
        return eyes.down(master());
    }

    boolean objectivelyDown() {
        return down() && answers.quorum();
    }

    boolean failingOver() {
        return state != State.NONE;
    }

    /** What {@code get-master-addr-by-name} would say. */
    int current() {
        return state == State.RECONFIGURE ? promoted : master();
    }

    void kill() {
        up = false;
        life++;
    }

    /** Starts again, from a backup of its configuration if asked. */
    void restart(boolean fromBackup) {
        life++;
        up = true;
        disk = fromBackup ? older : new Disk(current(), configEpoch());
        state = State.NONE;
        failoverStart = Long.MIN_VALUE / 2;
        saidDown = false;
        saidObjectively = false;
        answers.forget();
        eyes.open();
    }

    void tilt(long millis) {
        tiltUntil = world.now() + millis;
        world.published(this, new SentinelEvent.Tilt(true));
        world.time().in(millis, () -> world.published(this, new SentinelEvent.Tilt(false)));
    }

    private boolean tilted() {
        return world.now() < tiltUntil;
    }

    private void tick() {
        if (!up) {
            return;
        }
        eyes.look(down() || failingOver());
        if (tilted()) {
            return;
        }
        say();
        if (objectivelyDown() && state == State.NONE && world.now() - failoverStart >= 2 * FAILOVER_TIMEOUT) {
            begin(false);
        }
        proceed();
        if (down() && world.now() - asked >= ASK) {
            ask();
        }
    }

    private void say() {
        if (saidDown != down()) {
            saidDown = down();
            world.published(this, new SentinelEvent.SubjectivelyDown(World.MASTER, saidDown));
        }
        if (saidObjectively != objectivelyDown()) {
            saidObjectively = objectivelyDown();
            world.published(this, new SentinelEvent.ObjectivelyDown(World.MASTER, saidObjectively));
        }
    }

    /** {@code SENTINEL FAILOVER}. */
    void fail() {
        if (up && state == State.NONE) {
            begin(true);
        }
    }

    private void begin(boolean byHand) {
        forced = byHand;
        tell(clock + 1);
        failoverEpoch = clock;
        world.published(this, new SentinelEvent.TryFailover(World.MASTER));
        failoverStart = world.now() + random.nextInt(1_000);
        into(State.WAIT_START);
        ask();
    }

    private void tell(long epoch) {
        clock = epoch;
        world.published(this, new SentinelEvent.NewEpoch(new Epoch(epoch)));
    }

    private void into(State next) {
        state = next;
        stateSince = world.now();
    }

    private void proceed() {
        switch (state) {
            case NONE -> {}
            case WAIT_START -> awaitVotes();
            case SELECT -> select();
            case PROMOTE -> promote();
            case WAIT_PROMOTION -> abandonAfter(FAILOVER_TIMEOUT, "failover-abort-slave-timeout");
            case RECONFIGURE -> reconfigure();
        }
    }

    private void awaitVotes() {
        if (!elected() && !forced) {
            abandonAfter(FAILOVER_TIMEOUT, "failover-abort-not-elected");
            return;
        }
        world.published(this, new SentinelEvent.ElectedLeader(World.MASTER));
        into(State.SELECT);
    }

    private boolean elected() {
        int winner = PeerAnswers.most(answers.votes(clock));
        int own = vote(winner == PeerAnswers.NOBODY ? id : winner, failoverEpoch);
        int[] votes = answers.votes(clock);
        if (votedEpoch == failoverEpoch) {
            votes[own]++;
        }
        return PeerAnswers.most(votes) == id && votes[id] >= world.majority();
    }

    private void select() {
        int best = NOBODY;
        for (SimulatedRedis redis : world.redis()) {
            if (redis.id != master() && !eyes.down(redis.id) && (best == NOBODY || random.nextInt(4) == 0)) {
                best = redis.id;
            }
        }
        if (best == NOBODY) {
            abandon("failover-abort-no-good-slave");
            return;
        }
        promoted = best;
        world.truth().chose(id, failoverEpoch, best);
        world.published(this, new SentinelEvent.SelectedReplica(World.MASTER, World.redisAt(best)));
        into(State.PROMOTE);
    }

    private void promote() {
        world.command(this, promoted, SimulatedRedis.MASTER);
        into(State.WAIT_PROMOTION);
    }

    private void abandonAfter(long millis, String why) {
        if (world.now() - stateSince > millis) {
            abandon(why);
        }
    }

    private void abandon(String why) {
        world.published(this, new SentinelEvent.FailoverAborted(World.MASTER, why));
        state = State.NONE;
    }

    private void reconfigure() {
        if (world.now() - stateSince > 1_000) {
            world.published(this, new SentinelEvent.FailoverEnded(World.MASTER));
            take(promoted, configEpoch());
        }
    }

    /** An answer to {@code INFO}. */
    void informed(int redis, int said, long saidFor) {
        if (tilted() || redis == master()) {
            return;
        }
        if (state == State.WAIT_PROMOTION && redis == promoted && said == SimulatedRedis.MASTER) {
            written(new Disk(master(), failoverEpoch));
            world.published(this, new SentinelEvent.PromotedReplica(World.MASTER, World.redisAt(promoted)));
            into(State.RECONFIGURE);
            world.truth().named(id, promoted, failoverEpoch);
            world.redis().stream()
                    .filter(other -> other.id != promoted && other.id != master())
                    .forEach(other -> world.command(this, other.id, promoted));
            hello();
            return;
        }
        boolean sane = !down() && eyes.says(master(), SimulatedRedis.MASTER) && !failingOver();
        long patience = said == SimulatedRedis.MASTER ? CONVERT_AFTER : FAILOVER_TIMEOUT;
        if (sane && said != master() && saidFor > patience) {
            world.published(this, new SentinelEvent.Other(World.MASTER, "+convert-to-slave"));
            world.command(this, redis, master());
        }
    }

    private void written(Disk next) {
        // A backup is of the file, which names the promoted one as soon as it is.
        older = random.nextInt(2) == 0 ? new Disk(current(), configEpoch()) : older;
        disk = next;
    }

    private void take(int primary, long epoch) {
        int before = master();
        written(new Disk(primary, epoch));
        world.truth().named(id, primary, epoch);
        if (before != primary) {
            world.published(
                    this, new SentinelEvent.SwitchMaster(World.MASTER, World.redisAt(before), World.redisAt(primary)));
            state = State.NONE;
            failoverStart = Long.MIN_VALUE / 2;
            answers.forget();
            eyes.open();
        }
    }

    private void hello() {
        if (!up) {
            return;
        }
        int primary = current();
        long epoch = configEpoch();
        long myClock = clock;
        world.toPeers(this, true, peer -> peer.told(primary, epoch, myClock));
    }

    private void told(int primary, long epoch, long theirClock) {
        if (theirClock > clock) {
            tell(theirClock);
        }
        if (epoch > configEpoch()) {
            take(primary, epoch);
        }
    }

    private void ask() {
        asked = world.now();
        if (!down()) {
            return;
        }
        int about = master();
        long epoch = clock;
        boolean candidate = failingOver();
        int mine = life;
        world.toPeers(this, false, peer -> {
            boolean says = peer.master() == about && !peer.tilted() && peer.down();
            int vote = candidate && peer.master() == about ? peer.vote(id, epoch) : NOBODY;
            long voteEpoch = peer.votedEpoch;
            world.reply(peer, this, () -> {
                if (life == mine && master() == about) {
                    answers.said(peer.id, says, vote, voteEpoch);
                }
            });
        });
    }

    private int vote(int leader, long epoch) {
        if (epoch > clock) {
            tell(epoch);
        }
        if (votedEpoch < epoch && clock <= epoch) {
            votedFor = leader;
            votedEpoch = epoch;
            world.truth().voted(id, leader, epoch);
            world.published(this, new SentinelEvent.VoteForLeader(World.id(leader), new Epoch(epoch)));
            if (leader != id) {
                failoverStart = world.now() + random.nextInt(1_000);
            }
        }
        return votedFor;
    }
}
