package org.bolabaden.outrider.registry;

import java.nio.file.Path;

/**
 * Where something is written.
 *
 * @param file as the user gave it, or the name of an environment variable
 * @param line counted from 1
 * @param column counted from 1
 */
record Place(Path file, int line, int column) {
    /** The first character of a file: for what is wrong with the file as a whole. */
    static Place startOf(Path file) {
        return new Place(file, 1, 1);
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
