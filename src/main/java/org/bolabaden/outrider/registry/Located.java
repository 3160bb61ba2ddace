package org.bolabaden.outrider.registry;

/**
 * A decoded value that remembers where it was written, for errors that only show when files are put together.
 *
 * @param value what was written
 * @param place where
 * @param path its keys from the root, {@code http.bolabaden.org.aliases[0]}
 */
record Located<T>(T value, Place place, String path) {}
