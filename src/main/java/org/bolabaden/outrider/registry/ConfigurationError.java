package org.bolabaden.outrider.registry;

import java.nio.file.Path;

/**
 * One mistake in a file that a user wrote.
 *
 * @param file where
 * @param line counted from 1
 * @param column counted from 1
 * @param message what is wrong, and what was expected: one line, no secret
 */
public record ConfigurationError(Path file, int line, int column, String message)
        implements Comparable<ConfigurationError> {
    @Override
    public int compareTo(ConfigurationError other) {
        int byFile = file.compareTo(other.file);
        if (byFile != 0) {
            return byFile;
        }
        int byLine = Integer.compare(line, other.line);
        return byLine != 0 ? byLine : Integer.compare(column, other.column);
    }

    /** {@code FILE:LINE:COLUMN: message}, as compilers print it and editors jump to. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + message;
    }
}
