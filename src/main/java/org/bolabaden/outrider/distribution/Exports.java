package org.bolabaden.outrider.distribution;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.bolabaden.outrider.registry.DistributionSettings;
import org.bolabaden.outrider.registry.DurableDirectory;
import org.jspecify.annotations.Nullable;

/**
 * The directories with the files of commits: {@code exports/COMMIT-SOURCE}, and the link {@code current} to the one that
 * counts. A directory appears as a whole, and on the disk, before the link points to it.
 */
final class Exports {
    private static final String UNFINISHED = ".unfinished";

    private final Path home;
    private final Path all;
    private final Path current;

    Exports(Path home) {
        this.home = home;
        this.all = home.resolve("exports");
        this.current = home.resolve("current");
    }

    /** The present one: which commit, pulled from where, since when. */
    record Present(String commit, String source, Instant since) {
        /** Whether it is that commit, as these settings would take it. */
        boolean is(String other, DistributionSettings.Git wanted) {
            return commit.equals(other) && isOf(wanted);
        }

        /** Whether these settings would take it from where it came from. */
        boolean isOf(DistributionSettings.Git wanted) {
            return source.equals(sourceOf(wanted));
        }
    }

    /** The present one; empty when nothing was fetched yet. */
    Optional<Present> present() {
        try {
            String name = current.toRealPath().getFileName().toString();
            int dash = name.indexOf('-');
            Instant since = Files.getLastModifiedTime(current, LinkOption.NOFOLLOW_LINKS)
                    .toInstant();
            return dash < 0
                    ? Optional.empty()
                    : Optional.of(new Present(name.substring(0, dash), name.substring(dash + 1), since));
        } catch (IOException nothing) {
            return Optional.empty();
        }
    }

    /** An empty directory to write a commit's files into. */
    Path begin() throws IOException {
        DurableDirectory.make(all);
        Path next = all.resolve(UNFINISHED);
        delete(next);
        return Files.createDirectory(next);
    }

    /** What was written is that commit, and counts from now on; of the others the one before is kept. */
    void commit(Path written, String commit, DistributionSettings.Git wanted) throws IOException {
        flush(written);
        Path target = all.resolve(commit + "-" + sourceOf(wanted));
        delete(target);
        Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
        flushDirectory(all);
        Optional<Path> before = before();
        Path link = home.resolve(".current.new");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, home.relativize(target));
        Files.move(link, current, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        flushDirectory(home);
        forget(target, before.orElse(target));
    }

    private Optional<Path> before() {
        try {
            return Optional.of(all.resolve(current.toRealPath().getFileName()));
        } catch (IOException nothing) {
            return Optional.empty();
        }
    }

    private void forget(Path present, Path before) throws IOException {
        try (Stream<Path> found = Files.list(all)) {
            for (Path old : found.filter(path -> !path.equals(present) && !path.equals(before))
                    .toList()) {
                delete(old);
            }
        }
    }

    /** Tells repositories, branches, paths and rules apart: another one is another export, though the commit be the same. */
    private static String sourceOf(DistributionSettings.Git wanted) {
        String all = String.join(
                "\n",
                wanted.repo(),
                wanted.branch(),
                wanted.path().orElse(""),
                wanted.allowedSignersFile().map(Path::toString).orElse(""));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private static void flush(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try (FileChannel written = FileChannel.open(file, StandardOpenOption.READ)) {
                    written.force(true);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failed) throws IOException {
                flushDirectory(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void flushDirectory(Path directory) {
        try (FileChannel listed = FileChannel.open(directory, StandardOpenOption.READ)) {
            listed.force(true);
        } catch (IOException unsupported) {
            // Some file systems cannot; a power cut now may bring the commit before back.
        }
    }

    /** Deletes it with all that is in it, if it is there. */
    static void delete(Path directory) throws IOException {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failed)
                        throws IOException {
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException gone) {
            // Then there is nothing to delete.
        }
    }
}
