package org.bolabaden.outrider.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.bolabaden.outrider.registry.AtomicFile;
import org.bolabaden.outrider.registry.DurableDirectory;
import org.bolabaden.outrider.registry.JsonFile;
import org.bolabaden.outrider.registry.NodeName;

/**
 * What the peers said last, on the disk: {@code peers.json} in the state directory. After a restart, a drain that was made
 * on a node that is out of reach still holds.
 *
 * @param path where
 */
public record PeerFile(Path path) {
    private static final String NAME = "peers.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The one of that state directory. */
    public static PeerFile in(Path stateDirectory) {
        return new PeerFile(stateDirectory.resolve(NAME));
    }

    /**
     * Reads it.
     *
     * @return empty when there is none yet
     * @throws IOException when it cannot be read, or is not one
     */
    public Map<NodeName, LocalView> read() throws IOException {
        Map<NodeName, LocalView> views = new HashMap<>();
        try {
            for (JsonNode one : JsonFile.read(path).path("peers")) {
                LocalView view = LocalJson.read(one.toString().getBytes(StandardCharsets.UTF_8));
                views.put(view.node(), view);
            }
            return views;
        } catch (NoSuchFileException none) {
            return Map.of();
        } catch (IllegalArgumentException foreign) {
            throw new IOException(path + " does not hold what peers said: " + foreign.getMessage(), foreign);
        }
    }

    /**
     * Writes it, whole and on the disk when it returns.
     *
     * @throws IOException when it cannot; the file is as it was
     */
    public void write(Fleet fleet) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode peers = root.putArray("peers");
        for (Member member : fleet.members()) {
            if (member.view().isPresent()) {
                peers.add(JSON.readTree(LocalJson.write(member.view().get())));
            }
        }
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            DurableDirectory.make(directory);
        }
        AtomicFile.replace(path, JSON.writeValueAsBytes(root));
    }
}
