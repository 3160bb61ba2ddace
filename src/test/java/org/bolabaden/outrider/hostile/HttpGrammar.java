package org.bolabaden.outrider.hostile;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/** Answers of a web server whose framing contradicts itself in every way that it can. */
public final class HttpGrammar implements Grammar {
    private static final List<String> HEADERS = List.of(
            "Content-Length",
            "Content-Length",
            "Transfer-Encoding",
            "Content-Encoding",
            "Location",
            "Connection",
            "X-Node",
            "Server",
            "content-length ",
            " folded");
    private static final List<String> CODINGS =
            List.of("chunked", "gzip, chunked", "chunked, gzip", "identity", "CHUNKED", "\tchunked", "xchunked", "");
    private static final List<String> PLACES = List.of(
            "/",
            "//other/",
            "http://127.0.0.1:1/x",
            "https://[::1]/",
            "http://[",
            "?",
            "#",
            "../..",
            "\\\\x",
            "http:",
            "javascript:1",
            "http://a:b@c/",
            "/\u00e9",
            "http://h:99999/",
            "//");

    @Override
    public byte[] write(RandomGenerator random, Corpus corpus) {
        StringBuilder text = new StringBuilder();
        if (random.nextInt(6) == 0) {
            text.append("HTTP/1.1 ")
                    .append(random.nextBoolean() ? "100" : "103")
                    .append(" Wait\r\n\r\n");
        }
        text.append(random.nextBoolean() ? "HTTP/1.1 " : "HTTP/1.0 ")
                .append(random.nextInt(4) > 0 ? "200" : random.nextBoolean() ? "302" : random.nextInt(1_000))
                .append(random.nextBoolean() ? " OK" : "")
                .append(end(random));
        String body = random.nextInt(3) == 0 ? Hostile.text(random) : "all is ok " + corpus.word(random);
        for (int i = random.nextInt(6); i > 0; i--) {
            String name = HEADERS.get(random.nextInt(HEADERS.size()));
            text.append(name).append(random.nextInt(20) == 0 ? "" : ": ").append(value(name, body, random, corpus));
            text.append(end(random));
        }
        text.append(end(random));
        boolean chunked = random.nextBoolean();
        for (int i = 1 + random.nextInt(3); i > 0 && chunked; i--) {
            int length = body.getBytes(StandardCharsets.UTF_8).length;
            text.append(random.nextInt(8) == 0 ? Hostile.number(random) : Integer.toHexString(length))
                    .append(random.nextInt(4) == 0 ? ";x=" + Hostile.text(random) : "")
                    .append(end(random))
                    .append(body)
                    .append(end(random));
        }
        return text.append(chunked ? "0\r\n\r\n" : body).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String value(String name, String body, RandomGenerator random, Corpus corpus) {
        if (random.nextInt(5) == 0) {
            return Hostile.text(random);
        }
        return switch (name) {
            case "Content-Length" ->
                random.nextBoolean()
                        ? Integer.toString(body.getBytes(StandardCharsets.UTF_8).length)
                        : Hostile.number(random);
            case "Transfer-Encoding", "Content-Encoding" -> CODINGS.get(random.nextInt(CODINGS.size()));
            case "Location" -> PLACES.get(random.nextInt(PLACES.size()));
            default -> corpus.word(random);
        };
    }

    private static String end(RandomGenerator random) {
        return random.nextInt(12) > 0 ? "\r\n" : random.nextBoolean() ? "\n" : "\r";
    }
}
