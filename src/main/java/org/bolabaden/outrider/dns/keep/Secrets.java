package org.bolabaden.outrider.dns.keep;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bolabaden.outrider.registry.DnsSettings.Cloudflare;
import org.bolabaden.outrider.secret.SecretFile;

/**
 * Cloudflare's token and the zone's id: of {@code token_file}, else of the environment, else of secrets.env. Read anew each
 * time, so that one that was replaced is used.
 *
 * @param token never shown
 * @param zone empty: nobody said
 */
record Secrets(String token, Optional<String> zone) {
    static final String TOKEN = "CF_API_TOKEN";
    static final String ZONE = "CF_ZONE_ID";

    private static final int LONGEST = 65_536;
    private static final Pattern PLAIN_TOKEN = Pattern.compile("[\\x21-\\x7e]{1,1024}");
    private static final Pattern PLAIN_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /**
     * Reads them.
     *
     * @throws IOException in words that name the place and not the content
     */
    static Secrets read(Cloudflare settings, Map<String, String> environment) throws IOException {
        Map<String, String> file = pairs(settings.secrets());
        Optional<String> zone = value(ZONE, environment, file);
        if (zone.isPresent() && !PLAIN_ID.matcher(zone.get()).matches()) {
            throw new IOException(ZONE + " is not the id of a zone, expected letters and digits");
        }
        Optional<String> token = settings.tokenFile().isPresent()
                ? Optional.of(firstLine(settings.tokenFile().get()))
                : value(TOKEN, environment, file);
        if (token.isEmpty()) {
            throw new IOException("there is no API token, expected " + TOKEN + " in the environment or in "
                    + settings.secrets() + ", or dns.token_file");
        }
        if (!PLAIN_TOKEN.matcher(token.get()).matches()) {
            throw new IOException("the API token has characters that no token has, expected one word");
        }
        return new Secrets(token.get(), zone);
    }

    private static Optional<String> value(String name, Map<String, String> environment, Map<String, String> file) {
        return Optional.ofNullable(environment.get(name))
                .filter(text -> !text.isBlank())
                .or(() -> Optional.ofNullable(file.get(name)).filter(text -> !text.isBlank()))
                .map(String::strip);
    }

    private static String firstLine(Path file) throws IOException {
        return lines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElseThrow(() -> new IOException(file + ": no token in its first line"));
    }

    /** The pairs of a file of variables; a file that is not there has none. */
    private static Map<String, String> pairs(Path file) throws IOException {
        Map<String, String> pairs = new HashMap<>();
        if (Files.notExists(file)) {
            return pairs;
        }
        for (String line : lines(file)) {
            String plain = line.strip();
            int equals = plain.indexOf('=');
            if (!plain.startsWith("#") && equals > 0) {
                pairs.put(
                        plain.substring(0, equals)
                                .replaceFirst("^export\\s+", "")
                                .strip(),
                        unquoted(plain.substring(equals + 1)));
            }
        }
        return pairs;
    }

    private static String unquoted(String text) {
        String plain = text.strip();
        boolean quoted = plain.length() >= 2
                && (plain.charAt(0) == '"' || plain.charAt(0) == '\'')
                && plain.charAt(plain.length() - 1) == plain.charAt(0);
        return quoted ? plain.substring(1, plain.length() - 1) : plain;
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            SecretFile.requireKept(file);
            if (Files.size(file) > LONGEST) {
                throw new IOException(file + ": longer than " + LONGEST + " bytes, expected a few lines");
            }
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException missing) {
            throw new IOException(file + ": no such file", missing);
        } catch (java.nio.file.AccessDeniedException denied) {
            throw new IOException(file + ": may not be read by this user", denied);
        }
    }

    /** The text without them. */
    String without(String text) {
        return text.replace(token, "…");
    }

    @Override
    public String toString() {
        return "secrets";
    }
}
