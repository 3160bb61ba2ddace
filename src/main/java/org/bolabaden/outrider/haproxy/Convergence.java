package org.bolabaden.outrider.haproxy;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.haproxy.Command.AddServer;
import org.bolabaden.outrider.haproxy.Command.CountSessions;
import org.bolabaden.outrider.haproxy.Command.HealthUp;
import org.bolabaden.outrider.haproxy.Command.SetWeight;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.ServerPlan;
import org.bolabaden.outrider.plan.ServicePlan;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Service;
import org.jspecify.annotations.Nullable;

/**
 * Makes one HAProxy match a plan: difference, send, read back, until nothing is left to do or three rounds were not
 * enough. Remembers what cannot be read: the binding, refusals, static algorithms. Confined to the applier's thread.
 */
final class Convergence {
    private static final int ROUNDS = 3;
    // 3.x carries out a change of address a little after it has answered.
    private static final long SETTLE_NANOS = 10_000_000;
    // Beyond it, one table of all backends is cheaper than many.
    private static final int FEW_BACKENDS = 8;

    private final RuntimeSocket socket;
    private final Ticks ticks;
    private final ApplierListener listener;
    private final Refusals refusals;
    private final CheckDisputes disputes;
    private final Notices notices;
    private final ExclusiveWatch watch;
    private final Switches switches = new Switches();
    private final Map<ServerRef, Integer> counted = new HashMap<>();
    private final Set<String> fixedWeights = new HashSet<>();
    // The table of states does not tell, and the statistics are read only now and then.
    private final Set<ServerRef> addedBackups = new HashSet<>();
    private Binding binding = Binding.NONE;
    private @Nullable ActualState actual;
    private @Nullable Plan proven;
    private long delivered;
    private boolean refused;

    Convergence(RuntimeSocket socket, EventSink events, ApplierListener listener, ExclusiveWatch watch, Ticks ticks) {
        this.socket = socket;
        this.ticks = ticks;
        this.listener = listener;
        this.refusals = new Refusals(events);
        this.disputes = new CheckDisputes(events);
        this.notices = new Notices(events);
        this.watch = watch;
    }

    /** What was read last. */
    Optional<ActualState> actual() {
        return Optional.ofNullable(actual);
    }

    /** Whose server is whose, as of the last convergence. */
    Binding binding() {
        return binding;
    }

    /** Reads everything anew. */
    ActualState refresh() throws IOException {
        ActualState now = ActualState.read(socket);
        ActualState before = actual;
        if (before != null && before.worker().pid() != now.worker().pid()) {
            anotherWorker();
        }
        refusals.retry();
        addedBackups.clear();
        actual = now;
        return now;
    }

    /** The files of the plans up to this number are written and live, or cannot be. */
    void delivered(long sequence) {
        delivered = sequence;
    }

    /** Which worker answers now; cheap. */
    WorkerInfo worker() throws IOException {
        return WorkerInfo.parse(socket.ask("show info").getFirst());
    }

    /** Nothing counts as proven until the next pass has shown it: a difference found then is no drift. */
    void doubt() {
        proven = null;
    }

    /**
     * What a convergence came to.
     *
     * @param commands how many were sent
     * @param proven whether HAProxy was read to be as planned, refused commands apart
     * @param refused whether there is such a command
     */
    record Outcome(int commands, boolean proven, boolean refused) {}

    /** Makes it so. */
    Outcome converge(Plan plan) throws IOException {
        ActualState found = actual != null ? actual : refresh();
        Desired desired = desired(plan, found);
        ExclusivePools exclusive = ExclusivePools.of(desired);
        // Before HAProxy: nobody shall cut what is about to be offered.
        watch.wanted(exclusive);
        counted.clear();
        Outcome outcome = converge(plan, desired, found);
        ActualState now = actual != null ? actual : found;
        switches.observe(exclusive, found, now).forEach(move -> watch.switched(move, counted));
        return outcome;
    }

    private Outcome converge(Plan plan, Desired first, ActualState found) throws IOException {
        ActualState state = found;
        Desired desired = first;
        int sent = 0;
        for (int round = 0; ; round++) {
            List<Command> todo = todo(desired, state);
            if (round == 0) {
                disputes.observe(desired, state);
                drift(plan, desired, state, todo);
            }
            if (todo.isEmpty() || round == ROUNDS) {
                proven = todo.isEmpty() ? plan : null;
                return new Outcome(sent, todo.isEmpty(), refused);
            }
            if (round > 0) {
                ticks.rest(SETTLE_NANOS);
            }
            sent += todo.size();
            send(todo);
            ActualState before = state;
            state = readBack(before, todo);
            if (!state.servers().keySet().equals(before.servers().keySet())) {
                desired = desired(plan, state);
            }
        }
    }

    private Desired desired(Plan plan, ActualState state) {
        List<Service> services =
                plan.services().values().stream().map(ServicePlan::service).toList();
        Map<BackendId, ServerPlan> servers = new HashMap<>();
        plan.services()
                .values()
                .forEach(service -> service.servers()
                        .forEach(server -> servers.put(server.backend().id(), server)));
        binding = Binder.bind(services, backend -> address(servers, backend), state, binding);
        notices.observe(plan, binding, delivered);
        return Desired.of(plan, binding, state, ref -> state.backup(ref) || addedBackups.contains(ref));
    }

    private static Optional<InetAddress> address(Map<BackendId, ServerPlan> servers, Backend backend) {
        ServerPlan server = servers.get(backend.id());
        return server == null ? Optional.empty() : server.address();
    }

    private List<Command> todo(Desired desired, ActualState state) {
        long now = ticks.nanos();
        Quirks quirks = new Quirks(fixedWeights, ref -> disputes.mayOverrule(ref, now));
        List<Command> todo = new ArrayList<>(Reconciler.difference(desired, state, quirks));
        Set<ServerRef> absent = new HashSet<>();
        todo.stream()
                .filter(command -> command instanceof AddServer && refusals.holds(command))
                .forEach(command -> absent.add(command.server()));
        refused = todo.removeIf(command -> refusals.holds(command) || absent.contains(command.server()));
        return todo;
    }

    private void drift(Plan plan, Desired desired, ActualState state, List<Command> todo) {
        if (!plan.equals(proven)) {
            return;
        }
        List<Command> drifted = todo.stream()
                .filter(command -> command.setting() && !refusals.known(command))
                .toList();
        if (!drifted.isEmpty()) {
            listener.drift(drifted.size());
            notices.drift(drifted, desired, state);
        }
    }

    private void send(List<Command> todo) throws IOException {
        int refused = 0;
        Set<ServerRef> absent = new HashSet<>();
        List<Command> additions =
                todo.stream().filter(command -> command instanceof AddServer).toList();
        refused += judge(additions, socket.send(additions), absent);
        List<Command> rest = todo.stream()
                .filter(command -> !(command instanceof AddServer) && !absent.contains(command.server()))
                .toList();
        refused += judge(rest, socket.send(rest), absent);
        listener.commands(additions.size() + rest.size() - refused, refused);
    }

    private int judge(List<Command> commands, List<Reply> replies, Set<ServerRef> absent)
            throws UnreadableReplyException {
        int refused = 0;
        for (int i = 0; i < commands.size(); i++) {
            switch (replies.get(i)) {
                case Reply.Accepted accepted -> accepted(commands.get(i), accepted.text());
                case Reply.Refused refusal -> {
                    refused++;
                    refused(commands.get(i), refusal.text(), absent);
                }
            }
        }
        return refused;
    }

    private void accepted(Command command, String text) throws UnreadableReplyException {
        refusals.accepted(command);
        if (command instanceof HealthUp) {
            disputes.overruled(command.server(), ticks.nanos());
        } else if (command instanceof AddServer add && add.backup()) {
            addedBackups.add(add.server());
        } else if (command instanceof CountSessions) {
            counted.putAll(CurrentWorker.count(text));
        }
    }

    private void refused(Command command, String text, Set<ServerRef> absent) {
        if (command instanceof SetWeight && text.contains("static LB algorithm")) {
            // The next round says it in per cent.
            fixedWeights.add(command.server().backend());
            return;
        }
        refusals.refused(command, text);
        if (command instanceof AddServer) {
            absent.add(command.server());
        }
    }

    private ActualState readBack(ActualState before, List<Command> sent) throws IOException {
        Set<String> touched = new LinkedHashSet<>();
        sent.forEach(command -> touched.add(command.server().backend()));
        boolean all = touched.size() > FEW_BACKENDS;
        List<String> questions = new ArrayList<>(List.of("show info"));
        if (all) {
            questions.add("show servers state");
        } else {
            touched.forEach(backend -> questions.add("show servers state " + backend));
        }
        List<String> answers = socket.ask(questions.toArray(String[]::new));
        if (WorkerInfo.parse(answers.getFirst()).pid() != before.worker().pid()) {
            return refresh();
        }
        List<ServerState> rows = new ArrayList<>();
        for (String answer : answers.subList(1, answers.size())) {
            rows.addAll(ServerState.parse(answer));
        }
        ActualState now = before.with(all ? before.backends() : touched, rows);
        actual = now;
        return now;
    }

    private void anotherWorker() {
        refusals.forget();
        fixedWeights.clear();
        proven = null;
    }
}
