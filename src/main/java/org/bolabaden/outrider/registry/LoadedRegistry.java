package org.bolabaden.outrider.registry;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A registry with the very bytes that it was made of, so that what was parsed is what can be kept.
 *
 * @param registry what the files say
 * @param source the name of the first file, a key of the contents
 * @param contents the bytes of every file by its path relative to the first one's directory, not copied
 */
public record LoadedRegistry(Registry registry, String source, SortedMap<String, byte[]> contents) {
    public LoadedRegistry {
        contents = Collections.unmodifiableSortedMap(new TreeMap<>(contents));
    }

    @Override
    public String toString() {
        return registry + " of " + contents.keySet();
    }
}
