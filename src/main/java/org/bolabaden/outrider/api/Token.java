package org.bolabaden.outrider.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A bearer token. Compared by hashes, so that how long it takes tells nothing of it, not even its length. */
final class Token {
    private static final String SCHEME = "Bearer ";

    private final byte[] hash;
    private final boolean empty;

    private Token(String text) {
        hash = hash(text);
        empty = text.isEmpty();
    }

    /** The one in a file's text: what is in it, without white space around it. */
    static Token of(String file) {
        return new Token(file.strip());
    }

    /**
     * Whether that is the one; nothing matches an empty one.
     *
     * @param header {@code Authorization}; null: none came
     */
    boolean isIn(@Nullable String header) {
        String presented = Optional.ofNullable(header)
                .filter(text -> text.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(text -> text.substring(SCHEME.length()).strip())
                .orElse("");
        boolean same = MessageDigest.isEqual(hash, hash(presented));
        return same && !empty;
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    @Override
    public String toString() {
        return "a token";
    }
}
