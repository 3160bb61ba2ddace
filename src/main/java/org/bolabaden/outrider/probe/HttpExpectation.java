package org.bolabaden.outrider.probe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bolabaden.outrider.registry.Check;
import org.jspecify.annotations.Nullable;

/** What an HTTP check sends, as bytes that are ready to go, and what it awaits. */
final class HttpExpectation {
    private final byte[] request;
    private final Check.Http check;
    private final @Nullable BodyPattern pattern;

    HttpExpectation(Check.Http check, String host, String userAgent) {
        this.check = check;
        this.pattern = check.body().map(BodyPattern::new).orElse(null);
        String text = check.method() + " " + check.path() + " HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: "
                + userAgent + "\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        this.request = text.getBytes(StandardCharsets.US_ASCII);
    }

    /** How many bytes the request has. */
    int length() {
        return request.length;
    }

    void writeTo(ByteBuffer buffer) {
        buffer.put(request);
    }

    HttpResponseParser parser() {
        return new HttpResponseParser(check.status(), pattern, check.method().equals("HEAD"));
    }

    boolean sendsTheSame(HttpExpectation other) {
        return Arrays.equals(request, other.request);
    }
}
