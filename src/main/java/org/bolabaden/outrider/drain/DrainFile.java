package org.bolabaden.outrider.drain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bolabaden.outrider.observe.Visible;
import org.bolabaden.outrider.registry.AtomicFile;
import org.bolabaden.outrider.registry.DurableDirectory;
import org.bolabaden.outrider.registry.JsonFile;
import org.bolabaden.outrider.registry.NodeName;

/**
 * What operators said on this node, as it is on the disk: {@code drains.json} in the state directory.
 *
 * @param path where
 */
public record DrainFile(Path path) {
    private static final String NAME = "drains.json";
    private static final int LONGEST_FAULT = 300;
    private static final String ASIDE = ".unreadable";

    /** The one of that state directory. */
    public static DrainFile in(Path stateDirectory) {
        return new DrainFile(stateDirectory.resolve(NAME));
    }

    /**
     * Reads it.
     *
     * @param by who made them: this node
     * @return {@link OwnDrains#NONE} when there is none yet
     * @throws IOException when it cannot be read, or is not one
     */
    public OwnDrains read(NodeName by) throws IOException {
        try {
            JsonNode root = JsonFile.read(path);
            if (root == null || !root.path("drains").isArray()) {
                throw new IOException(path + " does not hold drains");
            }
            List<Drain> drains = new ArrayList<>();
            root.path("drains").forEach(one -> drains.add(DrainJson.read(one, by)));
            Set<DrainId> revoked = new HashSet<>();
            root.path("undrained").forEach(one -> revoked.add(DrainJson.readId(one)));
            return new OwnDrains(new Drains(drains), revoked);
        } catch (NoSuchFileException none) {
            return OwnDrains.NONE;
        } catch (IllegalArgumentException | DateTimeException foreign) {
            throw new IOException(
                    path + " does not hold drains: "
                            + Visible.line(String.valueOf(foreign.getMessage()), LONGEST_FAULT),
                    foreign);
        }
    }

    /**
     * Writes it, whole and on the disk when it returns.
     *
     * @throws IOException when it cannot; the file is as it was
     */
    public void write(OwnDrains own) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        DrainJson.write(own, root);
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            DurableDirectory.make(directory);
        }
        AtomicFile.replace(path, mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
    }

    /**
     * Puts a file that cannot be read out of the way, for an operator to look at; an earlier one is replaced.
     *
     * @return where it is now
     * @throws IOException when it cannot be moved
     */
    public Path setAside() throws IOException {
        Path aside = path.resolveSibling(NAME + ASIDE);
        return Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
    }
}
