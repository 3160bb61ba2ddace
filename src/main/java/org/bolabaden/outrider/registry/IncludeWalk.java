package org.bolabaden.outrider.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds the files that include patterns name, and remembers every directory it looked into. */
final class IncludeWalk {
    private static final int MOST_DIRECTORIES = 5_000;
    private static final int DEEPEST = 16;

    private final Set<Path> directories = new TreeSet<>();

    /** The directories in which a new file could match. */
    Set<Path> directories() {
        return directories;
    }

    /**
     * The existing files that match, sorted.
     *
     * @param base the directory of the including file
     * @throws IOException when a directory cannot be listed, or there are too many of them
     */
    List<Path> find(Path base, String pattern) throws IOException {
        Set<Path> found = new TreeSet<>();
        step(base, IncludePattern.segments(pattern), 0, found);
        return List.copyOf(found);
    }

    private void step(Path directory, List<String> segments, int depth, Set<Path> found) throws IOException {
        String segment = segments.getFirst();
        List<String> rest = segments.subList(1, segments.size());
        if (segment.equals(IncludePattern.ANY_DEPTH)) {
            anyDepth(directory, rest.isEmpty() ? List.of("*") : rest, depth, found);
        } else if (IncludePattern.isGlob(segment)) {
            PathMatcher matcher = IncludePattern.matcher(segment);
            for (Path child : children(directory)) {
                if (matcher.matches(child.getFileName())) {
                    arrive(child, rest, depth, found);
                }
            }
        } else {
            arrive(directory.resolve(segment), rest, depth, found);
        }
    }

    private void arrive(Path path, List<String> rest, int depth, Set<Path> found) throws IOException {
        if (rest.isEmpty()) {
            // A link to nothing is found too: an include must not vanish in silence.
            if (Files.isSymbolicLink(path) || (Files.exists(path) && !Files.isDirectory(path))) {
                found.add(path);
            }
        } else if (Files.isDirectory(path)) {
            step(path, rest, depth + 1, found);
        } else if (Files.notExists(path)) {
            // Watched as well: it may appear.
            directories.add(path);
        }
    }

    private void anyDepth(Path directory, List<String> rest, int depth, Set<Path> found) throws IOException {
        step(directory, rest, depth, found);
        if (depth >= DEEPEST) {
            return;
        }
        for (Path child : children(directory)) {
            // A linked directory may lead back up; the file itself may still be a link.
            boolean hidden = child.getFileName().toString().startsWith(".");
            if (!hidden && Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                anyDepth(child, rest, depth + 1, found);
            }
        }
    }

    private List<Path> children(Path directory) throws IOException {
        directories.add(directory);
        if (directories.size() > MOST_DIRECTORIES) {
            throw new IOException("more than " + MOST_DIRECTORIES + " directories");
        }
        return Files.isDirectory(directory) ? Listing.of(directory) : List.of();
    }
}
