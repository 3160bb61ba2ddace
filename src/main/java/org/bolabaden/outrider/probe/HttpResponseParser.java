package org.bolabaden.outrider.probe;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads an HTTP/1.x answer as it comes, in pieces of any size, and stops as soon as the verdict is certain: after the
 * header block, or when a body is expected, when its text has been found.
 *
 * <p>A status line alone is not enough, as half an answer is what a dying backend gives. Interim answers (1xx) are
 * skipped. It stores nothing that a peer could make grow, and gives up after 64 KiB of headers, interim ones included.
 */
final class HttpResponseParser {
    static final int MOST_HEADER_BYTES = 64 * 1024;
    private static final String VERSION = "HTTP/1.";

    private final HttpWanted wanted;

    private int headerBytes;
    private int lineBytes;
    private boolean inStatusLine = true;
    private boolean carriageReturn;
    private boolean headerLineIsWhole;
    private int status;
    private @Nullable SeenHeaders headers;
    private @Nullable BodyReader body;
    private String missing = "";
    private String location = "";

    /**
     * Awaits one answer.
     *
     * @param wanted what it must have
     */
    HttpResponseParser(HttpWanted wanted) {
        this.wanted = wanted;
    }

    /** The header that is missing or has another value than expected, if one is. */
    String missing() {
        return missing;
    }

    /** Where the answer is, as the header says it; only after a redirect. */
    String location() {
        return location;
    }

    /** The status of the answer; 0 while unknown. */
    int status() {
        return status;
    }

    /** Takes the next piece; not to be called again after a final result. */
    Progress feed(ByteBuffer bytes) {
        while (body == null && bytes.hasRemaining()) {
            Progress progress = header(bytes.get());
            if (progress != Progress.INCOMPLETE) {
                return progress;
            }
        }
        return body == null ? Progress.INCOMPLETE : body.feed(bytes);
    }

    /** The peer has closed its side. */
    Progress endOfStream() {
        return body == null ? Progress.TRUNCATED : body.endOfStream();
    }

    private Progress header(byte read) {
        headerBytes++;
        if (headerBytes > MOST_HEADER_BYTES) {
            return Progress.MALFORMED;
        }
        if (read == '\n') {
            carriageReturn = false;
            return endOfLine();
        }
        boolean misplaced = carriageReturn || (read >= 0 && read < ' ' && read != '\t' && read != '\r');
        if (misplaced || read == 0x7f) {
            return Progress.MALFORMED;
        }
        if (read == '\r') {
            carriageReturn = true;
            return Progress.INCOMPLETE;
        }
        boolean fits = inStatusLine ? statusLine(read) : headerLine(read);
        lineBytes++;
        return fits ? Progress.INCOMPLETE : Progress.MALFORMED;
    }

    /** {@code HTTP/1.1 200 OK}, where the reason phrase and the space before it may be missing. */
    private boolean statusLine(byte read) {
        boolean digit = read >= '0' && read <= '9';
        if (lineBytes < VERSION.length()) {
            return read == VERSION.charAt(lineBytes);
        }
        return switch (lineBytes) {
            case 7 -> digit;
            case 8, 12 -> read == ' ';
            case 9, 10, 11 -> {
                status = (lineBytes == 9 ? 0 : status * 10) + (read - '0');
                yield digit;
            }
            default -> true;
        };
    }

    private boolean headerLine(byte read) {
        // A line that begins with a space goes on with the one before it (obsolete, but seen).
        headerLineIsWhole |= read == ':' || (lineBytes == 0 && (read == ' ' || read == '\t'));
        if (headers != null) {
            headers.accept(read);
        }
        return true;
    }

    private Progress endOfLine() {
        int length = lineBytes;
        lineBytes = 0;
        if (inStatusLine) {
            return length < 12 || status < 100 ? Progress.MALFORMED : endOfStatusLine();
        }
        if (length == 0) {
            return endOfHeaders();
        }
        boolean understood = headerLineIsWhole && (headers == null || headers.endOfLine());
        headerLineIsWhole = false;
        return understood ? Progress.INCOMPLETE : Progress.MALFORMED;
    }

    private Progress endOfStatusLine() {
        inStatusLine = false;
        headers = wanted.wantsHeaders() ? new SeenHeaders(wanted.headerNames) : null;
        return Progress.INCOMPLETE;
    }

    private Progress endOfHeaders() {
        // 101 is the last thing said in HTTP, so it is an answer.
        if (status < 200 && status != 101) {
            inStatusLine = true;
            status = 0;
            return Progress.INCOMPLETE;
        }
        SeenHeaders seen = headers;
        if (seen != null && redirects(seen)) {
            return Progress.REDIRECTED;
        }
        if (seen != null && lacks(wanted.identity, seen)) {
            return Progress.WRONG_SERVICE;
        }
        if (!wanted.expectation.status().contains(status)) {
            return Progress.WRONG_STATUS;
        }
        if (seen == null) {
            return Progress.PASSED;
        }
        return lacks(wanted.headers, seen) ? Progress.HEADER_MISMATCH : beginBody(seen);
    }

    private boolean redirects(SeenHeaders seen) {
        boolean redirect = wanted.follow
                && switch (status) {
                    case 301, 302, 303, 307, 308 -> true;
                    default -> false;
                };
        location = redirect
                ? seen.values(SeenHeaders.LOCATION).stream().findFirst().orElse("")
                : "";
        return !location.isEmpty();
    }

    private boolean lacks(Map<String, Predicate<String>> expected, SeenHeaders seen) {
        Optional<String> lacking = HttpWanted.missing(expected, seen);
        missing = lacking.orElse("");
        return lacking.isPresent();
    }

    private Progress beginBody(SeenHeaders seen) {
        if (!wanted.wantsBody()) {
            return Progress.PASSED;
        }
        if (seen.compressed()) {
            return Progress.ENCODED;
        }
        boolean bodiless = wanted.head || status == 204 || status == 304 || status == 101;
        body = new BodyReader(wanted.judge(), bodiless ? new BodyFraming.Length(0) : seen.framing());
        return body.begin();
    }
}
