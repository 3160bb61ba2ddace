package org.bolabaden.outrider;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bolabaden.outrider.drain.DrainId;
import org.bolabaden.outrider.drain.DrainSource;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.peers.Fleet;
import org.bolabaden.outrider.peers.LocalJson;
import org.bolabaden.outrider.peers.LocalView;
import org.bolabaden.outrider.peers.PeerFile;
import org.bolabaden.outrider.peers.PeerList;
import org.bolabaden.outrider.peers.PeerNews;
import org.bolabaden.outrider.registry.NodeName;

/** What a simulated sidecar knows of the others, as {@link PeerStage} keeps it. */
public final class SimulatedPeers implements DrainSource {
    private final SimulatedMachine machine;
    private final PeerFile file;
    private final Runnable drained;
    private final Map<NodeName, LocalView> remembered;
    private Fleet fleet = Fleet.NONE;

    SimulatedPeers(SimulatedMachine machine, Path stateDirectory, Runnable drained) {
        this.machine = machine;
        this.file = PeerFile.in(stateDirectory);
        this.drained = drained;
        this.remembered = read();
    }

    private Map<NodeName, LocalView> read() {
        try {
            return file.read();
        } catch (IOException unreadable) {
            return Map.of();
        }
    }

    void follow(RegistryStage.Running running) {
        Map<NodeName, java.net.URI> wanted = PeerList.of(running.settings(), running.registry());
        change(now -> now.following(wanted, remembered, false, machine.clock().instant()));
    }

    /** Whom to ask. */
    public Set<NodeName> asked() {
        return fleet.members().stream()
                .map(member -> member.node())
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }

    /** That one answered, with what it says of itself, over the wire's own form. */
    public void answered(NodeName peer, byte[] said) {
        try {
            LocalView view = LocalJson.read(said);
            change(now -> now.answered(peer, Optional.of(view), machine.clock().instant()));
        } catch (IllegalArgumentException foreign) {
            failed(peer, String.valueOf(foreign.getMessage()));
        }
    }

    /** That one did not answer. */
    public void failed(NodeName peer, String why) {
        change(now -> now.failed(peer, why, machine.clock().instant()));
    }

    private void change(UnaryOperator<Fleet> step) {
        Fleet before = fleet;
        fleet = step.apply(before);
        PeerNews.between(before, fleet, machine.clock().instant()).forEach(machine::emit);
        if (!before.made().equals(fleet.made()) || !before.revoked().equals(fleet.revoked())) {
            try {
                file.write(fleet);
            } catch (IOException full) {
                // The disk's faults are no news here.
            }
            drained.run();
        }
    }

    Fleet fleet() {
        return fleet;
    }

    @Override
    public Drains made() {
        return fleet.made();
    }

    @Override
    public Set<DrainId> revoked() {
        return fleet.revoked();
    }

    @Override
    public boolean isKnown(NodeName node) {
        return fleet.isKnown(node);
    }
}
