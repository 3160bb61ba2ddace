package org.bolabaden.outrider.haproxy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The counters of one server that tell how traffic fares there, as its worker has counted them since it started.
 *
 * @param sessions open now
 * @param sessionsTotal since the start
 * @param bytesIn received from clients for it
 * @param bytesOut received from it for clients
 * @param connectErrors connection attempts that failed, those that were repeated included
 * @param responseErrors responses that broke off or did not come within HAProxy's own timeout
 */
record TrafficCounters(
        long sessions, long sessionsTotal, long bytesIn, long bytesOut, long connectErrors, long responseErrors) {
    /** Servers (4) of all proxies. */
    static final String QUESTION = "show stat -1 4 -1";

    private static final List<String> WANTED =
            List.of("pxname", "svname", "scur", "stot", "bin", "bout", "econ", "eresp", "wretr");

    /**
     * Reads the answer to {@link #QUESTION}, by {@code backend/server}. All that is wanted stands in the first columns, before any quoted text, so
     * each line is read only so far: this happens several times a second.
     */
    static Map<String, TrafficCounters> parse(String answer) throws UnreadableReplyException {
        int endOfHeader = answer.indexOf('\n');
        if (!answer.startsWith("# ") || endOfHeader < 0) {
            throw new UnreadableReplyException("the CSV of 'show stat'", answer);
        }
        List<String> header = List.of(answer.substring(2, endOfHeader).split(","));
        int[] columns = WANTED.stream().mapToInt(header::indexOf).toArray();
        int last = -1;
        for (int column : columns) {
            if (column < 0) {
                throw new UnreadableReplyException("the CSV of 'show stat'", answer);
            }
            last = Math.max(last, column);
        }
        Map<String, TrafficCounters> counters = new HashMap<>();
        int[] ends = new int[last + 1];
        int line = endOfHeader + 1;
        while (line < answer.length()) {
            int end = answer.indexOf('\n', line);
            int stop = end < 0 ? answer.length() : end;
            if (cells(answer, line, stop, ends)) {
                read(answer, line, ends, columns, counters);
            }
            line = stop + 1;
        }
        return counters;
    }

    /** Where each cell ends; false: the line has too few. */
    private static boolean cells(String text, int from, int stop, int[] ends) {
        int at = from;
        for (int cell = 0; cell < ends.length; cell++) {
            int comma = text.indexOf(',', at);
            if (comma < 0 || comma >= stop) {
                return false;
            }
            ends[cell] = comma;
            at = comma + 1;
        }
        return true;
    }

    private static void read(String text, int line, int[] ends, int[] columns, Map<String, TrafficCounters> counters) {
        counters.put(
                text(text, line, ends, columns[0]) + "/" + text(text, line, ends, columns[1]),
                new TrafficCounters(
                        number(text, line, ends, columns[2]),
                        number(text, line, ends, columns[3]),
                        number(text, line, ends, columns[4]),
                        number(text, line, ends, columns[5]),
                        number(text, line, ends, columns[6]) + number(text, line, ends, columns[8]),
                        number(text, line, ends, columns[7])));
    }

    private static String text(String text, int line, int[] ends, int column) {
        return text.substring(column == 0 ? line : ends[column - 1] + 1, ends[column]);
    }

    /** What a version does not count is empty, and so 0. */
    private static long number(String text, int line, int[] ends, int column) {
        long number = 0;
        for (int i = column == 0 ? line : ends[column - 1] + 1; i < ends[column]; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
