package org.bolabaden.outrider.hostile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bolabaden.outrider.api.HostileRequests;
import org.bolabaden.outrider.distribution.HostileRepositories;
import org.bolabaden.outrider.dns.keep.HostileProviders;
import org.bolabaden.outrider.drain.HostileDrains;
import org.bolabaden.outrider.haproxy.HostileReplies;
import org.bolabaden.outrider.notify.deliver.HostileReceivers;
import org.bolabaden.outrider.otlp.HostileHeaders;
import org.bolabaden.outrider.peers.HostilePeers;
import org.bolabaden.outrider.peers.store.HostileStores;
import org.bolabaden.outrider.probe.HostileAnswers;
import org.bolabaden.outrider.registry.HostileFiles;
import org.bolabaden.outrider.render.HostileTemplates;
import org.bolabaden.outrider.sentinel.HostileSentinels;
import org.bolabaden.outrider.traefik.HostileTraefik;

/** Every parser that meets bytes from outside; a new one is to be added to the list of its package. */
final class Targets {
    private Targets() {}

    /**
     * All of them.
     *
     * @param scratch where they may write files
     */
    static List<Target> all(Path scratch) throws Exception {
        List<Target> all = new ArrayList<>();
        all.addAll(HostileFiles.targets(scratch));
        all.addAll(HostileTemplates.targets(scratch));
        all.addAll(HostileReplies.targets());
        all.addAll(HostileTraefik.targets(scratch));
        all.addAll(HostileAnswers.targets(scratch));
        all.addAll(HostileSentinels.targets(scratch));
        all.addAll(HostilePeers.targets(scratch));
        all.addAll(HostileStores.targets());
        all.addAll(HostileDrains.targets(scratch));
        all.addAll(HostileRequests.targets(scratch));
        all.addAll(HostileRepositories.targets());
        all.addAll(HostileProviders.targets(scratch));
        all.addAll(HostileReceivers.targets(scratch));
        all.addAll(HostileHeaders.targets(scratch));
        return all;
    }
}
