package org.bolabaden.outrider.api;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.drain.Drain;
import org.bolabaden.outrider.drain.Left;
import org.bolabaden.outrider.haproxy.SessionCount;
import org.bolabaden.outrider.peers.LocalView;
import org.bolabaden.outrider.peers.Member;
import org.bolabaden.outrider.registry.BackendId;

/** Turns drains into the shape that the HTTP interface gives out, with what HAProxy still has open for them. */
@ApplicationScoped
class DrainPresenter {
    private final SidecarState state;

    DrainPresenter(SidecarState state) {
        this.state = state;
    }

    List<Views.Drain> drains() {
        List<Drain> drains = state.drains().all();
        if (drains.isEmpty()) {
            return List.of();
        }
        Map<BackendId, SessionCount.Busy> busy = state.busy();
        return drains.stream().map(drain -> drain(drain, busy)).toList();
    }

    /** Without what HAProxy knows, which costs a question. */
    List<Views.Drain> plain() {
        return state.drains().all().stream()
                .map(drain -> drain(drain, Map.of()))
                .toList();
    }

    Views.Drain drain(Drain drain) {
        return drain(drain, state.busy());
    }

    private Views.Drain drain(Drain drain, Map<BackendId, SessionCount.Busy> busy) {
        Map<BackendId, SessionCount.Busy> servers = new LinkedHashMap<>();
        drain.target()
                .among(state.registry())
                .forEach(id -> Optional.ofNullable(busy.get(id)).ifPresent(known -> servers.put(id, known)));
        return new Views.Drain(
                drain.target().toString(),
                drain.target().kind().word(),
                drain.reason(),
                drain.since(),
                drain.until(),
                drain.forced(),
                drain.by().value(),
                servers.isEmpty() ? Optional.empty() : Optional.of(sessions(servers)),
                servers.isEmpty() ? Optional.empty() : Optional.of(serving(servers)),
                state.fleet().members().stream()
                        .map(member -> there(drain, member))
                        .toList());
    }

    private static Views.DrainThere there(Drain drain, Member member) {
        Optional<Left> left =
                member.view().map(LocalView::left).flatMap(all -> Optional.ofNullable(all.get(drain.id())));
        return new Views.DrainThere(
                member.node().value(),
                member.up(),
                left.isPresent(),
                left.flatMap(Left::sessions),
                left.map(Left::serving).orElse(false));
    }

    private static long sessions(Map<BackendId, SessionCount.Busy> servers) {
        return servers.values().stream().mapToLong(SessionCount.Busy::sessions).sum();
    }

    private static List<String> serving(Map<BackendId, SessionCount.Busy> servers) {
        return servers.entrySet().stream()
                .filter(server -> server.getValue().serving())
                .map(server -> server.getKey().toString())
                .toList();
    }
}
