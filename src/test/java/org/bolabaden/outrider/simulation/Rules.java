package org.bolabaden.outrider.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bolabaden.outrider.SimulatedSidecar;
import org.bolabaden.outrider.dns.Change;
import org.bolabaden.outrider.dns.ZoneRecord;
import org.bolabaden.outrider.haproxy.Proof;
import org.bolabaden.outrider.haproxy.SimulatedDriver;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventJson;
import org.bolabaden.outrider.observe.RecordedEvent;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.ConfigurationException;
import org.bolabaden.outrider.sentinel.SimulatedSentinels;

/** The seven rules that are never broken, looked at after every step. What is the same as after the last step is passed over. */
final class Rules {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;
    // A full pass every two seconds, a worker that is noticed after a quarter of one, two more looks at it.
    private static final long SETTLES_WITHIN = 6 * SECOND;
    private static final long CUT_WITHIN = 9 * SECOND;
    private static final long UNTROUBLED_BEFORE = 5 * SECOND;

    private final World world;
    private final Map<Node, Seen> seen = new HashMap<>();
    private Optional<Violation> broken = Optional.empty();

    /** What a node was like after the last step. */
    private static final class Seen {
        long disk = -1;
        long haproxy = -1;
        Optional<Proof> proof = Optional.empty();
        long plan = -1;
        boolean safelyWritten;
        boolean stopped;
        long stoppedAt;
        long stoppedPid;
        long stoppedChanges;
        long cutOff;
        Set<String> servingAtCut = new TreeSet<>();
    }

    Rules(World world) {
        this.world = world;
    }

    Optional<Violation> broken() {
        return broken;
    }

    /** Notes the first that is broken, and ends the run. */
    void broken(int rule, String what) {
        if (broken.isEmpty()) {
            broken = Optional.of(new Violation(rule, what, world.time().now() / MILLI));
            world.time().end();
        }
    }

    private Seen of(Node node) {
        return seen.computeIfAbsent(node, none -> new Seen());
    }

    /** Looks at everything that may have changed with the last step. */
    void look() {
        for (Node node : world.nodes()) {
            Seen last = of(node);
            stoppedChangesNothing(node, last);
            if (node.disk().operations() != last.disk) {
                last.disk = node.disk().operations();
                nothingInvalidIsWritten(node, last);
            }
            Optional<Proof> proof = node.sidecar().flatMap(one -> one.driver().proven());
            long plan = node.sidecar().map(one -> one.plan().sequence()).orElse(-1L);
            long haproxy = node.haproxy().version();
            if (haproxy != last.haproxy || !proof.equals(last.proof) || plan != last.plan) {
                last.haproxy = haproxy;
                last.proof = proof;
                last.plan = plan;
                whatIsProvenIsSo(node, proof, plan);
                onePrimary(node);
                notEmptyWhileCutOff(node, last);
            }
        }
    }

    /** The same for what is a matter of time. */
    void lookSlowly() {
        for (Node node : world.nodes()) {
            reloadNeverUnlearns(node);
            staleSessionsAreCut(node);
            registryIsNeverLost(node);
            notEmptyWhileCutOff(node, of(node));
        }
    }

    /** Rule 1, fail static: from now on, until the node has a sidecar again, nobody tells its HAProxy anything. */
    void stops(Node node) {
        Seen last = of(node);
        last.stopped = true;
        last.stoppedAt = world.time().now();
        last.stoppedPid = node.haproxy().current().map(worker -> worker.pid).orElse(0L);
        last.stoppedChanges = node.haproxy().current().map(Worker::changes).orElse(0L);
    }

    /** Rule 1, fail static: a sidecar that stopped, was killed or is stopping changes nothing that serves. */
    private void stoppedChangesNothing(Node node, Seen last) {
        if (!last.stopped) {
            return;
        }
        Optional<Worker> worker = node.haproxy().current();
        boolean same = worker.filter(now -> now.pid == last.stoppedPid).isPresent();
        if (same && worker.get().changes() != last.stoppedChanges) {
            broken(1, node.name() + "'s HAProxy was changed after its sidecar was stopped");
        }
        last.stopped = node.startedAt() < last.stoppedAt;
    }

    /**
     * Rule 2, nothing invalid is ever written: the output is what the proxy has judged, whole, now and after a power cut; once
     * it is there it never vanishes.
     */
    private void nothingInvalidIsWritten(Node node, Seen last) {
        Optional<String> now = node.disk().text(Node.OUTPUT);
        Optional<String> durable = node.disk().durableText(Node.OUTPUT);
        now.ifPresent(text -> requireValid(node, text, "in the output"));
        durable.ifPresent(text -> requireValid(node, text, "in the output after a power cut"));
        if (last.safelyWritten && durable.isEmpty() || last.safelyWritten && now.isEmpty()) {
            broken(2, node.name() + " has no output any more");
        }
        last.safelyWritten |= durable.isPresent();
        now.ifPresent(text -> noSecret(node, text));
    }

    private void requireValid(Node node, String text, String where) {
        List<String> problems = HaproxyFile.parse(text).problems();
        if (!problems.isEmpty()) {
            broken(2, "HAProxy refuses what " + node.name() + " has " + where + ": " + problems.getFirst());
        } else if (world.mistake().isEmpty() && !node.judged().contains(text)) {
            broken(
                    2,
                    node.name() + " has something " + where + " that nobody judged: " + text.length() + " characters");
        }
    }

    /** Rule 2, the last known good survives a restart: a start finds what ran before, whatever the files say. */
    void mustStart(Node node, ConfigurationException refused) {
        boolean ran =
                node.disk().names("/var/lib/outrider/registry").stream().anyMatch(name -> name.matches("[0-9]{4}"));
        if (ran) {
            broken(2, node.name() + " does not start though it has run before: " + refused.getMessage());
        }
    }

    /** Rule 3, a reload never un-learns: while a plan counts as proven on the worker that serves, that worker is as planned. */
    private void whatIsProvenIsSo(Node node, Optional<Proof> proof, long plan) {
        Optional<Worker> worker = node.haproxy().current();
        if (proof.isEmpty() || worker.isEmpty() || proof.get().sequence() != plan) {
            return;
        }
        if (proof.get().workerPid() == worker.get().pid
                && !node.sidecar().orElseThrow().applying()) {
            different(node, worker.get())
                    .ifPresent(what -> broken(3, node.name() + " has proven plan " + plan + ", and " + what));
        }
    }

    /** Rule 3, a reload never un-learns: some seconds after whatever happened to it, HAProxy is as judged, and it is known. */
    private void reloadNeverUnlearns(Node node) {
        if (isSettled(node, SETTLES_WITHIN)) {
            different(node, node.haproxy().current().orElseThrow())
                    .ifPresent(what -> broken(3, node.name() + "'s HAProxy was left alone for a while, and " + what));
        }
    }

    private boolean isSettled(Node node, long since) {
        return node.sidecar().isPresent()
                && node.haproxy().current().isPresent()
                && !node.haproxy().troubled()
                && world.time().now() - Math.max(node.disturbedAt(), node.plannedAt()) > since;
    }

    /** In what the worker is not as the plan has it. */
    private static Optional<String> different(Node node, Worker worker) {
        SimulatedSidecar sidecar = node.sidecar().orElseThrow();
        Map<String, BackendId> bound = sidecar.driver().bound();
        for (Map.Entry<String, BackendId> one : bound.entrySet()) {
            int slash = one.getKey().indexOf('/');
            Optional<Worker.Server> server =
                    worker.server(one.getKey().substring(0, slash), one.getKey().substring(slash + 1));
            Optional<String> wanted = SimulatedDriver.wanted(sidecar.plan(), one.getValue());
            if (server.isPresent()
                    && wanted.isPresent()
                    && !wanted.get().equals(server.get().word())) {
                return Optional.of(one.getKey() + " is " + server.get().word() + " instead of " + wanted.get());
            }
        }
        return Optional.empty();
    }

    /**
     * Rule 4, never empty by accident: while a node reaches nobody, a pool that served before goes on serving, if all of its
     * backends have been well all the time.
     */
    private void notEmptyWhileCutOff(Node node, Seen last) {
        long since = world.network().cutOffSince(node.number());
        Optional<Worker> worker = node.haproxy().current();
        if (since == 0 || worker.isEmpty()) {
            last.cutOff = since;
            return;
        }
        if (since != last.cutOff) {
            last.cutOff = since;
            last.servingAtCut = untroubled(node, worker.get(), since);
        }
        // Whoever drains takes it away himself, also when a sidecar that starts meanwhile calls it down.
        last.servingAtCut.removeIf(pool -> isDrained(worker.get(), pool));
        Set<String> serving = worker.get().servingNow().keySet();
        for (String pool : last.servingAtCut) {
            boolean stillThere = worker.get().backends.containsKey(pool);
            if (stillThere && !serving.contains(pool) && isUntroubled(worker.get(), pool, since)) {
                broken(4, "pool " + pool + " of " + node.name() + ", which is cut off, has nobody left");
            }
        }
    }

    private Set<String> untroubled(Node node, Worker worker, long since) {
        Set<String> pools = new TreeSet<>(worker.servingNow().keySet());
        pools.remove(SimulatedSentinels.SERVICE.value());
        boolean judged = node.sidecar().isPresent()
                && since - node.startedAt() > UNTROUBLED_BEFORE
                && !world.network().wasCut(node.number(), since - UNTROUBLED_BEFORE, since);
        pools.removeIf(pool -> !judged || !isUntroubled(worker, pool, since));
        return pools;
    }

    private boolean isUntroubled(Worker worker, String pool, long since) {
        return !isDrained(worker, pool)
                && worker.backends.getOrDefault(pool, Map.of()).values().stream()
                        .allMatch(server ->
                                world.untroubledSince(server.address + ":" + server.port, since - UNTROUBLED_BEFORE));
    }

    private static boolean isDrained(Worker worker, String pool) {
        return worker.backends.getOrDefault(pool, Map.of()).values().stream()
                .anyMatch(server -> server.word().equals("drain"));
    }

    /** Rule 4, never empty by accident: an empty, cut, or broken registry, or one whose include is gone, takes nothing away. */
    private void registryIsNeverLost(Node node) {
        node.sidecar().ifPresent(one -> {
            Set<String> runs = new TreeSet<>();
            one.runs().services().keySet().forEach(name -> runs.add(name.value()));
            Set<String> lost = new TreeSet<>(world.editor().always());
            lost.removeAll(runs);
            if (!lost.isEmpty()) {
                broken(4, node.name() + " runs a registry without " + lost);
            }
        });
    }

    /** Rule 5, one primary: never are two servers of it ready in the worker that serves. */
    private void onePrimary(Node node) {
        node.haproxy().current().ifPresent(worker -> {
            List<String> ready = new ArrayList<>();
            worker.backends
                    .getOrDefault(SimulatedSentinels.SERVICE.value(), Map.of())
                    .forEach((name, server) -> {
                        if (server.ready()) {
                            ready.add(name);
                        }
                    });
            if (ready.size() > 1) {
                broken(5, node.name() + " offers " + ready + " at once");
            }
        });
    }

    /** Rule 5, one primary: sessions to another server end, in old workers too. */
    private void staleSessionsAreCut(Node node) {
        if (!world.schedule().sentinels() || !isSettled(node, CUT_WITHIN)) {
            return;
        }
        Optional<BackendId> offered = node.primaries().values().stream()
                .flatMap(primary -> primary.offered().stream())
                .findFirst();
        if (offered.isEmpty()) {
            return;
        }
        for (Worker worker : node.haproxy().workers()) {
            worker.sessions.stream()
                    .filter(session -> !session.server().equals(offered.get().serverName()))
                    .findFirst()
                    .ifPresent(session -> broken(
                            5,
                            "worker " + worker.pid + " of " + node.name() + " has a session to " + session.server()
                                    + ", and " + offered.get().serverName() + " is offered"));
        }
    }

    /** Rule 6, our own record only: a node touches the record with its mark, and no change leaves a name without any. */
    void ownRecordOnly(String node, Change change, List<ZoneRecord> before) {
        ZoneRecord touched = change instanceof Change.Update update ? update.before() : change.record();
        if (!touched.mark().isOf(node)) {
            broken(6, node + " touches a record that is not its own: " + change.words());
        }
        boolean deletes = change instanceof Change.Delete;
        boolean alone = before.stream()
                .filter(record -> record.key().equals(touched.key()))
                .allMatch(record -> record.id().equals(touched.id()));
        boolean there = before.stream().anyMatch(record -> record.id().equals(touched.id()));
        if (deletes && alone && there) {
            broken(6, node + " removes the last record: " + change.words());
        }
    }

    /** Rule 7, no secret: neither an event, nor an output, nor what a node says of itself has any. */
    void noSecret(Node node, String text) {
        if (text.contains(Editor.SECRET)) {
            broken(7, node.name() + " tells a secret: " + text);
        }
    }

    /** An event: it has no secret, and is not about a fault of the product itself. */
    void told(Node node, Event event) {
        noSecret(node, new EventJson(node.name()).line(new RecordedEvent(1, node.instant(), event)));
        if (event.name().endsWith("_fault")) {
            broken(
                    0,
                    node.name() + " tells of a bug: " + event.name() + " "
                            + event.reason().orElse(""));
        }
    }

    /** What is not as it should be long after everything was mended; empty: nothing. */
    Optional<String> unsettled() {
        for (Node node : world.nodes()) {
            Optional<String> what = unsettled(node);
            if (what.isPresent()) {
                return what.map(text -> node.name() + " " + text);
            }
        }
        return Optional.empty();
    }

    private Optional<String> unsettled(Node node) {
        if (node.sidecar().isEmpty() || node.haproxy().current().isEmpty()) {
            return Optional.of("does not run");
        }
        SimulatedSidecar one = node.sidecar().get();
        Map<BackendId, String> down = new HashMap<>(one.down());
        down.keySet().removeIf(backend -> backend.service().equals(SimulatedSentinels.SERVICE));
        if (!down.isEmpty()) {
            return Optional.of("holds backends for down that are well: " + down);
        }
        if (one.isolated()) {
            return Optional.of("takes itself for cut off");
        }
        Worker worker = node.haproxy().current().get();
        Optional<String> differs = different(node, worker);
        if (differs.isPresent() || one.driver().proven().isEmpty()) {
            return Optional.of("has not proven its plan, " + differs.orElse("though it is in force"));
        }
        Set<String> lacks = new TreeSet<>();
        one.runs().services().keySet().forEach(name -> lacks.add(name.value()));
        lacks.removeAll(worker.backends.keySet());
        if (!lacks.isEmpty()) {
            return Optional.of("runs a HAProxy without " + lacks + ": " + one.statuses());
        }
        boolean recorded = world.zone().records().stream()
                .anyMatch(record ->
                        record.mark().isOf(node.name()) && !record.mark().leaving());
        return world.schedule().dns() && node.wantsRecord() && !recorded
                ? Optional.of("wants a record and has none that stays")
                : Optional.empty();
    }
}
