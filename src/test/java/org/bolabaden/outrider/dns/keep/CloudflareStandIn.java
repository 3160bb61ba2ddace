package org.bolabaden.outrider.dns.keep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Cloudflare's API as it is published, for one zone: tokens, pages, its errors and its limit of requests. What tests do to it
 * besides: it can be stopped and started again, answer with errors of its own, and hold a call back before or after its
 * effect.
 */
public final class CloudflareStandIn implements AutoCloseable {
    public static final String TOKEN = "tok-Abc123_xyz-secret";
    public static final String ZONE = "023e105f4ecef8ad9ca31a8372d0c353";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_COMMENT = 100;

    private final Map<String, ObjectNode> records = new LinkedHashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final Deque<Long> spent = new ArrayDeque<>();
    private final List<Hold> holds = new CopyOnWriteArrayList<>();
    private final Set<String> everEmpty = new TreeSet<>();
    private HttpServer server;
    private int port;
    private int made;
    private volatile int failing;
    private volatile int limit = 1_200;
    private volatile Duration window = Duration.ofMinutes(5);
    private volatile boolean hanging;

    /** A call that is held back. */
    public static final class Hold {
        private final Predicate<String> which;
        private final boolean afterwards;
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        private Hold(Predicate<String> which, boolean afterwards) {
            this.which = which;
            this.afterwards = afterwards;
        }

        /** Waits until somebody makes the call. */
        public void awaitCall() throws InterruptedException {
            if (!arrived.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody made the call");
            }
        }

        public void release() {
            released.countDown();
        }
    }

    public CloudflareStandIn() throws IOException {
        start();
    }

    /** Takes calls (again), on the same port. */
    public void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        port = server.getAddress().getPort();
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/client/v4", this::handle);
        server.start();
    }

    /** Refuses all connections. */
    public void stop() {
        server.stop(0);
    }

    public String url() {
        return "http://127.0.0.1:" + port + "/client/v4";
    }

    /** The next so many calls are answered with 500. */
    public void failing(int times) {
        failing = times;
    }

    /** Takes calls and answers none. */
    public void hanging(boolean now) {
        hanging = now;
    }

    public void limit(int requests, Duration within) {
        limit = requests;
        window = within;
    }

    /** Holds back the next call that fits, such as {@code DELETE …}, before it has its effect, or after. */
    public Hold hold(Predicate<String> which, boolean afterwards) {
        Hold hold = new Hold(which, afterwards);
        holds.add(hold);
        return hold;
    }

    /** The calls that were made, each as {@code METHOD PATH?QUERY}. */
    public List<String> calls() {
        return calls;
    }

    /** Names and types that had records, and had none at some time after. */
    public synchronized Set<String> everEmpty() {
        return new TreeSet<>(everEmpty);
    }

    /** Makes a record without being asked through the API. */
    public synchronized String put(String name, String type, String content, String comment) {
        String id = "rec%029d".formatted(made++);
        records.put(
                id,
                JSON.createObjectNode()
                        .put("id", id)
                        .put("zone_id", ZONE)
                        .put("name", name)
                        .put("type", type)
                        .put("content", content)
                        .put("ttl", 300)
                        .put("proxied", false)
                        .put("comment", comment));
        return id;
    }

    public synchronized void remove(String id) {
        records.remove(id);
    }

    /** Every record of the name, as {@code ADDRESS COMMENT}. */
    public synchronized Set<String> of(String name) {
        Set<String> found = new TreeSet<>();
        records.values().forEach(record -> {
            if (record.path("name").asText().equals(name)) {
                found.add((record.path("content").asText() + " "
                                + record.path("comment").asText())
                        .strip());
            }
        });
        return found;
    }

    public synchronized List<ObjectNode> records() {
        return records.values().stream().map(ObjectNode::deepCopy).toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath().substring("/client/v4".length());
            String query = exchange.getRequestURI().getRawQuery();
            String call = exchange.getRequestMethod() + " " + path + (query == null ? "" : "?" + query);
            calls.add(call);
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Hold hold = holds.stream()
                    .filter(one -> one.which.test(call))
                    .findFirst()
                    .orElse(null);
            if (hold != null) {
                holds.remove(hold);
            }
            if (hanging) {
                Thread.sleep(Duration.ofMinutes(2));
            }
            wait(hold, false);
            Reply reply = reply(exchange, call, path, query(query), body);
            wait(hold, true);
            byte[] bytes = reply.body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            reply.headers.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(reply.status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void wait(Hold hold, boolean afterwards) throws InterruptedException {
        if (hold != null && hold.afterwards == afterwards) {
            hold.arrived.countDown();
            hold.released.await(60, TimeUnit.SECONDS);
        }
    }

    private record Reply(int status, Map<String, String> headers, String body) {
        static Reply of(int status, JsonNode body) {
            return new Reply(status, Map.of(), body.toString());
        }
    }

    private synchronized Reply reply(
            HttpExchange exchange, String call, String path, Map<String, String> query, String body)
            throws IOException {
        if (failing > 0) {
            failing--;
            return new Reply(500, Map.of(), "<html>Internal Server Error</html>");
        }
        long now = System.nanoTime();
        spent.removeIf(at -> now - at > window.toNanos());
        if (spent.size() >= limit) {
            long oldest = spent.isEmpty() ? now : spent.peekFirst();
            long seconds = (window.toNanos() - (now - oldest)) / 1_000_000_000 + 1;
            return new Reply(
                    429,
                    Map.of("Retry-After", String.valueOf(seconds)),
                    error(971, "Please wait and consider throttling your request speed")
                            .toString());
        }
        spent.add(now);
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization == null || !authorization.matches("Bearer [A-Za-z0-9_-]{10,}")) {
            ObjectNode refused = error(6003, "Invalid request headers");
            ((ObjectNode) refused.path("errors").get(0))
                    .putArray("error_chain")
                    .addObject()
                    .put("code", 6111)
                    .put("message", "Invalid format for Authorization header");
            return Reply.of(400, refused);
        }
        if (!authorization.equals("Bearer " + TOKEN)) {
            return Reply.of(403, error(9109, "Invalid access token"));
        }
        return route(call.substring(0, call.indexOf(' ')), path, query, body);
    }

    private Reply route(String method, String path, Map<String, String> query, String body) throws IOException {
        if (method.equals("GET") && path.equals("/zones")) {
            ArrayNode zones = JSON.createArrayNode();
            if (query.getOrDefault("name", "example.org").equals("example.org")) {
                zones.addObject().put("id", ZONE).put("name", "example.org");
            }
            return Reply.of(200, success(zones, page(1, 20, zones.size(), zones.size())));
        }
        String below = "/zones/" + ZONE + "/dns_records";
        if (!path.startsWith(below)) {
            return Reply.of(
                    404, error(7003, "Could not route to " + path + ", perhaps your object identifier is invalid?"));
        }
        String id = path.length() > below.length() ? path.substring(below.length() + 1) : "";
        return switch (method) {
            case "GET" -> list(query);
            case "POST" -> create((ObjectNode) JSON.readTree(body));
            case "PATCH" -> patch(id, (ObjectNode) JSON.readTree(body));
            case "DELETE" -> delete(id);
            default -> Reply.of(405, error(10405, "Method not allowed"));
        };
    }

    private Reply list(Map<String, String> query) {
        List<ObjectNode> fitting = records.values().stream()
                .filter(record -> !query.containsKey("name")
                        || query.get("name").equals(record.path("name").asText()))
                .toList();
        int perPage = Integer.parseInt(query.getOrDefault("per_page", "100"));
        int page = Integer.parseInt(query.getOrDefault("page", "1"));
        ArrayNode result = JSON.createArrayNode();
        fitting.stream().skip((long) (page - 1) * perPage).limit(perPage).forEach(result::add);
        return Reply.of(200, success(result, page(page, perPage, result.size(), fitting.size())));
    }

    private Reply create(ObjectNode record) {
        Reply refused = refusal(record, "");
        if (refused != null) {
            return refused;
        }
        String name = record.path("name").asText();
        String id = put(
                name.endsWith("example.org") ? name : name + ".example.org",
                record.path("type").asText(),
                record.path("content").asText(),
                record.path("comment").asText());
        settle(records.get(id), record);
        return Reply.of(200, success(records.get(id), null));
    }

    private Reply patch(String id, ObjectNode changes) {
        if (!records.containsKey(id)) {
            return Reply.of(404, error(81044, "Record does not exist."));
        }
        ObjectNode next = records.get(id).deepCopy();
        next.setAll(changes);
        Reply refused = refusal(next, id);
        if (refused != null) {
            return refused;
        }
        settle(next, next);
        records.put(id, next);
        return Reply.of(200, success(next, null));
    }

    private static void settle(ObjectNode record, ObjectNode written) {
        boolean proxied = written.path("proxied").asBoolean();
        record.put("proxied", proxied);
        record.put("ttl", proxied ? 1 : written.path("ttl").asInt(1));
    }

    private Reply refusal(ObjectNode record, String id) {
        int ttl = record.path("ttl").asInt(1);
        if (ttl != 1 && (ttl < 60 || ttl > 86_400)) {
            return Reply.of(400, error(9021, "Invalid TTL. Must be between 60 and 86400 seconds, or 1 for Automatic."));
        }
        if (record.path("comment").asText("").length() > LONGEST_COMMENT) {
            return Reply.of(400, error(9300, "DNS record comment exceeds the maximum length"));
        }
        boolean taken = records.values().stream()
                .anyMatch(other -> !other.path("id").asText().equals(id)
                        && other.path("name").equals(record.path("name"))
                        && other.path("type").equals(record.path("type"))
                        && other.path("content").equals(record.path("content")));
        return taken ? Reply.of(400, error(81058, "An identical record already exists.")) : null;
    }

    private Reply delete(String id) {
        ObjectNode gone = records.remove(id);
        if (gone == null) {
            return Reply.of(404, error(81044, "Record does not exist."));
        }
        if (records.values().stream()
                .noneMatch(other -> other.path("name").equals(gone.path("name"))
                        && other.path("type").equals(gone.path("type")))) {
            everEmpty.add(gone.path("name").asText() + " " + gone.path("type").asText());
        }
        return Reply.of(200, success(JSON.createObjectNode().put("id", id), null));
    }

    private static ObjectNode page(int page, int perPage, int count, int total) {
        return JSON.createObjectNode()
                .put("page", page)
                .put("per_page", perPage)
                .put("count", count)
                .put("total_count", total)
                .put("total_pages", Math.max(1, (total + perPage - 1) / perPage));
    }

    private static ObjectNode success(JsonNode result, ObjectNode page) {
        ObjectNode answer = JSON.createObjectNode();
        answer.set("result", result);
        answer.put("success", true);
        answer.putArray("errors");
        answer.putArray("messages");
        if (page != null) {
            answer.set("result_info", page);
        }
        return answer;
    }

    private static ObjectNode error(int code, String message) {
        ObjectNode answer = JSON.createObjectNode();
        answer.putNull("result");
        answer.put("success", false);
        answer.putArray("errors").addObject().put("code", code).put("message", message);
        answer.putArray("messages");
        return answer;
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                query.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    /** Every change that was asked for, in order. */
    public List<String> changes() {
        return calls.stream().filter(call -> !call.startsWith("GET")).toList();
    }

    @Override
    public void close() {
        holds.forEach(Hold::release);
        stop();
    }
}
