package org.bolabaden.outrider.api;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bolabaden.outrider.peers.LocalView;
import org.bolabaden.outrider.peers.Member;

/** Turns what is known of the peers into the shape that the HTTP interface gives out. */
@ApplicationScoped
class PeerPresenter {
    private static final int MOST = 100;

    private final SidecarState state;

    PeerPresenter(SidecarState state) {
        this.state = state;
    }

    List<PeerViews.Peer> peers() {
        return state.fleet().members().stream().map(this::peer).toList();
    }

    /** How many there are and how many answer; empty: there is none. */
    Optional<Views.Counts> counts() {
        int all = state.fleet().members().size();
        int up = (int) state.fleet().members().stream().filter(Member::up).count();
        return all == 0 ? Optional.empty() : Optional.of(new Views.Counts(all, up));
    }

    private PeerViews.Peer peer(Member member) {
        Optional<LocalView> view = member.view();
        return new PeerViews.Peer(
                member.node().value(),
                member.url().toString(),
                member.contact().word(),
                member.up(),
                member.since(),
                member.heard(),
                member.fault(),
                view.map(LocalView::software),
                view.map(LocalView::registry),
                view.map(known -> known.registry().equals(state.registry().version())),
                view.flatMap(LocalView::isolated),
                view.map(known -> known.drains().drains().all().size()).orElse(0),
                view.map(PeerPresenter::sees).orElse(Map.of()),
                view.map(PeerPresenter::notUp).orElse(List.of()));
    }

    private static Map<String, Boolean> sees(LocalView view) {
        Map<String, Boolean> sees = new TreeMap<>();
        view.sees().forEach((node, up) -> sees.put(node.value(), up));
        return sees;
    }

    private static List<String> notUp(LocalView view) {
        return view.notUp().entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue().word())
                .sorted()
                .limit(MOST)
                .toList();
    }
}
