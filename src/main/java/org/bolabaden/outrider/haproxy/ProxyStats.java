package org.bolabaden.outrider.haproxy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * One row of {@code show stat}: a server's, or a whole backend's. Counters count from the worker's start; what this
 * version of HAProxy does not tell is 0 or empty.
 *
 * @param proxy the backend's name
 * @param server the server's name; {@code BACKEND} in a backend's row
 * @param whole whether the row sums up the backend
 * @param http whether its proxy speaks HTTP, and so counts requests
 * @param status HAProxy's words, such as {@code UP}, {@code DOWN 1/2}, {@code MAINT}, {@code no check}
 * @param checkStatus the last check's result, such as {@code L4OK}; empty: not checked
 * @param algorithm the balancing algorithm, in a backend's row
 * @param backup whether it is a {@code backup} server
 * @param weight the weight that counts; in a backend's row the sum
 * @param queued requests that wait
 * @param sessions open now
 * @param sessionsTotal since the start
 * @param requestsTotal HTTP requests since the start
 * @param bytesIn received from clients
 * @param bytesOut sent to clients
 * @param connectErrors connections to servers that failed
 * @param responseErrors responses that broke off
 * @param retries connection attempts repeated
 * @param redispatches requests moved to another server
 * @param connectMillis mean of the last 1,024
 * @param responseMillis mean of the last 1,024
 * @param responses2xx HTTP responses
 * @param responses3xx HTTP responses
 * @param responses4xx HTTP responses
 * @param responses5xx HTTP responses
 */
public record ProxyStats(
        String proxy,
        String server,
        boolean whole,
        boolean http,
        String status,
        String checkStatus,
        String algorithm,
        boolean backup,
        long weight,
        long queued,
        long sessions,
        long sessionsTotal,
        long requestsTotal,
        long bytesIn,
        long bytesOut,
        long connectErrors,
        long responseErrors,
        long retries,
        long redispatches,
        long connectMillis,
        long responseMillis,
        long responses2xx,
        long responses3xx,
        long responses4xx,
        long responses5xx) {
    private static final int BACKEND_ROW = 1;
    private static final int SERVER_ROW = 2;

    /** The question for the servers of one backend. */
    static String servers(String backend) {
        // Type 4: servers.
        return "show stat " + ServerRef.requireName(backend) + " 4 -1";
    }

    /** Reads the rows of servers and backends. */
    static List<ProxyStats> parse(String answer) throws UnreadableReplyException {
        Iterator<String> lines = answer.lines().iterator();
        String header = lines.hasNext() ? lines.next() : "";
        Columns columns =
                new Columns(header.startsWith("# ") ? header.substring(2).split(",") : new String[0]);
        if (!columns.has("pxname", "svname", "bck", "stot", "type", "status", "weight")) {
            throw new UnreadableReplyException("the CSV of 'show stat'", answer);
        }
        List<ProxyStats> rows = new ArrayList<>();
        while (lines.hasNext()) {
            String[] row = CsvRow.split(lines.next());
            long type = columns.number(row, "type");
            boolean named =
                    ServerRef.isName(columns.text(row, "pxname")) && ServerRef.isName(columns.text(row, "svname"));
            if (named && (type == BACKEND_ROW || type == SERVER_ROW)) {
                rows.add(parse(columns, row, type == BACKEND_ROW));
            }
        }
        return rows;
    }

    private static ProxyStats parse(Columns columns, String[] row, boolean whole) {
        return new ProxyStats(
                columns.text(row, "pxname"),
                columns.text(row, "svname"),
                whole,
                columns.text(row, "mode").equals("http"),
                columns.text(row, "status"),
                columns.text(row, "check_status"),
                columns.text(row, "algo"),
                !whole && columns.number(row, "bck") == 1,
                columns.number(row, "weight"),
                columns.number(row, "qcur"),
                columns.number(row, "scur"),
                columns.number(row, "stot"),
                columns.number(row, "req_tot"),
                columns.number(row, "bin"),
                columns.number(row, "bout"),
                columns.number(row, "econ"),
                columns.number(row, "eresp"),
                columns.number(row, "wretr"),
                columns.number(row, "wredis"),
                columns.number(row, "ctime"),
                columns.number(row, "rtime"),
                columns.number(row, "hrsp_2xx"),
                columns.number(row, "hrsp_3xx"),
                columns.number(row, "hrsp_4xx"),
                columns.number(row, "hrsp_5xx"));
    }
}
