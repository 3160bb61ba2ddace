package org.bolabaden.outrider.notify.deliver;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.Receiver.Address;
import org.bolabaden.outrider.secret.SecretFile;

/** Reads the secrets of one delivery, anew each time, and keeps them out of whatever is said about it. */
final class SecretFiles {
    private static final int LONGEST = 4_096;
    private static final int SHORTEST_TO_HIDE = 4;

    private final Set<String> read = new HashSet<>();

    /**
     * The first line of a file.
     *
     * @throws IOException in words that name the file and not its content
     */
    String secret(Path file) throws IOException {
        String line = SecretFile.read(file, LONGEST)
                .lines()
                .map(String::strip)
                .findFirst()
                .orElse("");
        if (line.isEmpty() || line.chars().anyMatch(Character::isISOControl)) {
            throw new IOException(file + ": no secret in its first line");
        }
        read.add(line);
        return line;
    }

    /**
     * Where to post to.
     *
     * @throws IOException when it is in a file that cannot be read, or is no URL
     */
    URI url(Address address) throws IOException {
        return switch (address) {
            case Address.Written written -> hidden(written.url());
            case Address.InFile in -> hidden(parse(secret(in.file()), in.file()));
        };
    }

    private static URI parse(String text, Path file) throws IOException {
        String fault = file + ": the first line is no http:// or https:// URL";
        try {
            URI url = URI.create(text);
            if (url.getHost() == null || !Set.of("http", "https").contains(String.valueOf(url.getScheme()))) {
                throw new IOException(fault);
            }
            return url;
        } catch (IllegalArgumentException noUrl) {
            // Its message would repeat the line.
            throw new IOException(fault);
        }
    }

    private URI hidden(URI url) {
        read.add(url.toString());
        Optional.ofNullable(url.getRawPath()).ifPresent(read::add);
        Optional.ofNullable(url.getRawQuery()).ifPresent(read::add);
        return url;
    }

    /** The text without any of the secrets that were read. */
    String without(String text) {
        String clean = text;
        for (String secret : read.stream()
                .filter(any -> any.length() >= SHORTEST_TO_HIDE)
                .sorted((one, other) -> Integer.compare(other.length(), one.length()))
                .toList()) {
            clean = clean.replace(secret, "…");
        }
        return clean;
    }
}
