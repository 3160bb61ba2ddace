package org.bolabaden.outrider.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Reads a secret, if it is one that its owner alone can exchange. Who may write a token makes it his own, so that is refused;
 * who may read it is another question (ADR 17): see {@link #isExposed}. Links are followed, as container platforms lay them.
 */
public final class SecretFile {
    private static final Set<PosixFilePermission> WRITERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private SecretFile() {}

    /**
     * All of it.
     *
     * @param longest in bytes
     * @throws IOException when it cannot be read, is longer, or others may write it; names the file and not its content
     */
    public static String read(Path file, int longest) throws IOException {
        try {
            requireKept(file);
            if (Files.size(file) > longest) {
                throw new IOException(file + ": longer than " + longest + " bytes, expected a secret");
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException missing) {
            throw new IOException(file + ": no such file", missing);
        } catch (AccessDeniedException denied) {
            throw new IOException(file + ": may not be read by this user", denied);
        }
    }

    /**
     * Returns when nobody but its owner may write it.
     *
     * @throws IOException when others may, or it is not there
     */
    public static void requireKept(Path file) throws IOException {
        Set<PosixFilePermission> mode = mode(file);
        if (mode.stream().anyMatch(WRITERS::contains)) {
            throw new IOException(file + ": others than its owner may write it (" + PosixFilePermissions.toString(mode)
                    + "), so that it is nobody's secret; expected chmod go-w");
        }
    }

    /** Whether anybody on this machine can read it: the file, and the directories that lead there. */
    public static boolean isExposed(Path file) {
        try {
            if (!mode(file).contains(PosixFilePermission.OTHERS_READ)) {
                return false;
            }
            Path directory = file.toRealPath().getParent();
            while (directory != null) {
                if (!mode(directory).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    return false;
                }
                directory = directory.getParent();
            }
            return true;
        } catch (IOException notThere) {
            return false;
        }
    }

    private static Set<PosixFilePermission> mode(Path file) throws IOException {
        return Files.getPosixFilePermissions(file);
    }
}
