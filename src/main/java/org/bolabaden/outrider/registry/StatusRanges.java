package org.bolabaden.outrider.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A set of HTTP status codes, written as codes and ranges: {@code 200-399}, {@code 200,204,301-308}.
 *
 * @param ranges inclusive, each within 100 to 599; at least one
 */
public record StatusRanges(List<Range> ranges) {
    private static final Pattern PART = Pattern.compile("\\s*([0-9]{3})\\s*(?:-\\s*([0-9]{3})\\s*)?");

    /** What counts as healthy when the registry does not say; the same as HAProxy's and Traefik's default. */
    public static final StatusRanges DEFAULT = new StatusRanges(List.of(new Range(200, 399)));

    /** One inclusive range of codes. */
    public record Range(int from, int to) {
        public Range {
            if (from < 100 || to > 599 || from > to) {
                throw new IllegalArgumentException("not a range of status codes: " + from + "-" + to + " (100 to 599)");
            }
        }
    }

    public StatusRanges {
        ranges = List.copyOf(ranges);
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("no status code given");
        }
    }

    /**
     * Reads the written form.
     *
     * @throws IllegalArgumentException when a part is neither a code nor a range
     */
    public static StatusRanges parse(String text) {
        List<Range> ranges = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher matcher = PART.matcher(part);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "not a list of status codes: '" + text + "' (for example 200-399 or 200,204)");
            }
            int from = Integer.parseInt(matcher.group(1));
            int to = matcher.group(2) == null ? from : Integer.parseInt(matcher.group(2));
            ranges.add(new Range(from, to));
        }
        return new StatusRanges(ranges);
    }

    /** Whether the code is in one of the ranges. */
    public boolean contains(int status) {
        for (Range range : ranges) {
            if (status >= range.from() && status <= range.to()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Range range : ranges) {
            text.append(text.isEmpty() ? "" : ",").append(range.from());
            if (range.to() != range.from()) {
                text.append('-').append(range.to());
            }
        }
        return text.toString();
    }
}
