package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bolabaden.outrider.drain.Drain;
import org.bolabaden.outrider.drain.DrainFile;
import org.bolabaden.outrider.drain.DrainJson;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.registry.NodeSettings;

/** What a command that plans holds of drains: the running sidecar's word, else what the state directory keeps. */
final class KnownDrains {
    private KnownDrains() {}

    static Drains ask(SidecarClient sidecar, NodeSettings settings) throws IOException {
        JsonNode told;
        try {
            told = sidecar.get("/api/v1/drains");
        } catch (SidecarClient.NotRunningException | SidecarClient.RefusedException unknown) {
            // Refused: by a sidecar of a version that drains nothing.
            return kept(settings);
        }
        try {
            List<Drain> drains = new ArrayList<>();
            told.forEach(one -> drains.add(DrainJson.read(one, settings.node())));
            return new Drains(drains);
        } catch (IllegalArgumentException | DateTimeException foreign) {
            throw new IOException("the sidecar told of drains what cannot be read: " + foreign.getMessage(), foreign);
        }
    }

    /** What this node would drain if it were started now. */
    static Drains kept(NodeSettings settings) throws IOException {
        return DrainFile.in(settings.stateDir()).read(settings.node()).drains().at(Instant.now());
    }
}
