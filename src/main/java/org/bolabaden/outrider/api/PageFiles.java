package org.bolabaden.outrider.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.EntityTag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The files of the status page, as they are on the class path; each is read once. */
@ApplicationScoped
class PageFiles {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=UTF-8",
            "css", "text/css;charset=UTF-8",
            "js", "text/javascript;charset=UTF-8",
            "svg", "image/svg+xml;charset=UTF-8");

    private final Map<String, PageFile> read = new ConcurrentHashMap<>();

    /**
     * One of them.
     *
     * @param tag changes with its content; weak, since it may be sent compressed
     */
    record PageFile(String type, EntityTag tag, String content) {}

    /**
     * The file of that name.
     *
     * @param name letters, a full stop and one of the known endings; nothing else is looked for
     * @return empty: there is none
     */
    Optional<PageFile> of(String name) {
        return name.matches("[a-z]+\\.(?:html|css|js|svg)")
                ? Optional.ofNullable(read.computeIfAbsent(name, PageFiles::load))
                : Optional.empty();
    }

    // Without an entry for what is not there: the names that can be asked for have no end.
    private static @Nullable PageFile load(String name) {
        try (InputStream in = PageFiles.class.getResourceAsStream("/page/" + name)) {
            if (in == null) {
                return null;
            }
            byte[] content = in.readAllBytes();
            String type = TYPES.get(name.substring(name.indexOf('.') + 1));
            return type == null
                    ? null
                    : new PageFile(
                            type, new EntityTag(hash(content), true), new String(content, StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the page's " + name + " cannot be read", unreadable);
        }
    }

    private static String hash(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
