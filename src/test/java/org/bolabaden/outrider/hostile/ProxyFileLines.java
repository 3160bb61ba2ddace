package org.bolabaden.outrider.hostile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which lines a rendered file of a proxy may have. Each line of HAProxy's begins with a word that a line of the built-in
 * templates begins with; each of Traefik's is a key, an item of a list, or a comment. Neither begins with what was planted.
 */
final class ProxyFileLines {
    private static final Pattern SECTION = Pattern.compile("\\{[#/][^}]*}");
    private static final Pattern YAML_LINE = Pattern.compile(
            "(?:- )?(?:[A-Za-z0-9_-]+|\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^']|'')*'):(?: .*)?|- .+|#.*|[\\]}{\\[].*");

    private final Set<String> haproxy = new HashSet<>();

    ProxyFileLines() {
        for (String template : List.of("haproxy-http", "haproxy-tcp")) {
            source(template)
                    .lines()
                    .map(line -> SECTION.matcher(line).replaceAll(" ").strip())
                    .filter(line -> !line.isEmpty())
                    .forEach(line -> haproxy.add(line.split("\\s", 2)[0]));
        }
    }

    private static String source(String template) {
        try (InputStream in = ProxyFileLines.class.getResourceAsStream("/templates/" + template + ".qute")) {
            if (in == null) {
                throw new IllegalStateException("no template " + template);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The first line that is none of ours. */
    Optional<String> strange(ProxyFile file) {
        for (String line : file.text().split("\n", -1)) {
            String bare = line.strip();
            // A line break of any other kind is nobody's: some reader could take it for one.
            boolean strange = !VisibleLine.is(line) || bare.startsWith(Hostile.INJECTED);
            if (strange || (!bare.isEmpty() && !isOurs(file, bare))) {
                return Optional.of(bare);
            }
        }
        return Optional.empty();
    }

    private boolean isOurs(ProxyFile file, String bare) {
        return switch (file.proxy()) {
            case HAPROXY -> haproxy.contains(bare.split("\\s", 2)[0]);
            case TRAEFIK -> YAML_LINE.matcher(bare).matches();
        };
    }
}
