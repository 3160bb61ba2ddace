package org.bolabaden.outrider.probe;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.bolabaden.outrider.registry.Check;

/**
 * A request over HTTP/1.1, without a body.
 *
 * @param scheme {@code http} or {@code https}
 * @param host the {@code Host} header
 * @param headers all others, as they go out
 */
record HttpRequest(String method, String path, String scheme, String host, Map<String, String> headers) {
    /** A path that is not longer than what a user may write. */
    private static final int LONGEST_PATH = 1024;

    static HttpRequest of(
            Check.Http.Request asked, String scheme, String host, String userAgent, boolean plainBodyWanted) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("User-Agent", userAgent);
        headers.put("Accept", "*/*");
        if (plainBodyWanted) {
            headers.put("Accept-Encoding", "identity");
        }
        asked.headers().forEach((name, value) -> {
            headers.keySet().removeIf(name::equalsIgnoreCase);
            headers.put(name, value);
        });
        return new HttpRequest(asked.method(), asked.path(), scheme, host, headers);
    }

    /** The bytes. */
    byte[] bytes() {
        StringBuilder text = new StringBuilder()
                .append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(host);
        headers.forEach(
                (name, value) -> text.append("\r\n").append(name).append(": ").append(value));
        text.append("\r\nConnection: close\r\n\r\n");
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Where a redirect leads. */
    sealed interface Redirection {
        /** To the same origin: the request to make there. */
        record Here(HttpRequest request) implements Redirection {}

        /** To another origin, whose health is not asked for. */
        record Elsewhere() implements Redirection {}

        /** The header cannot be understood. */
        record Nowhere() implements Redirection {}
    }

    /**
     * Where an answer to this request leads (RFC 9110 §15.4).
     *
     * @param status of the answer, one of the redirects
     * @param location the header's value
     */
    Redirection redirected(int status, String location) {
        URI here;
        URI there;
        try {
            here = URI.create(scheme + "://" + host + "/");
            there = URI.create(scheme + "://" + host + path).resolve(location);
        } catch (IllegalArgumentException notOne) {
            return new Redirection.Nowhere();
        }
        if (there.getRawAuthority() == null) {
            return new Redirection.Nowhere();
        }
        if (!origin(here).equals(origin(there))) {
            return new Redirection.Elsewhere();
        }
        URI ascii = URI.create(there.toASCIIString());
        // The JDK leaves the dots that lead out of the root, which are to be dropped (RFC 3986 §5.2.4).
        String rooted = ascii.getRawPath().replaceFirst("^(/\\.\\.)+(?=/|$)", "");
        String target =
                (rooted.isEmpty() ? "/" : rooted) + (ascii.getRawQuery() == null ? "" : "?" + ascii.getRawQuery());
        if (target.length() > LONGEST_PATH || !target.startsWith("/")) {
            return new Redirection.Nowhere();
        }
        boolean see = (status == 303 && !method.equals("HEAD")) || (status < 303 && method.equals("POST"));
        return new Redirection.Here(new HttpRequest(see ? "GET" : method, target, scheme, host, headers));
    }

    // By the authority: URI finds no host in a name with an underscore, as services have it.
    private static String origin(URI uri) {
        String origin = (uri.getScheme() + "://" + uri.getRawAuthority()).toLowerCase(Locale.ROOT);
        return origin.replaceFirst("^(http:.*):80$|^(https:.*):443$", "$1$2");
    }
}
