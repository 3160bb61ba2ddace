package org.bolabaden.outrider.dns.keep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.dns.Change;
import org.bolabaden.outrider.dns.ZoneRecord;
import org.bolabaden.outrider.registry.DnsSettings.Cloudflare;
import org.bolabaden.outrider.registry.HostName;

/**
 * A zone at Cloudflare, over version 4 of its API. A record's mark is its comment, which it has from the call that makes it;
 * the API knows no conditions, so that what {@link org.bolabaden.outrider.dns.ZonePlanner} does in two steps is all there is.
 */
final class CloudflareZone implements Zone {
    private static final int PER_PAGE = 100;
    // A name with more records than that is not one of ours; and a server that never ends is left.
    private static final int MOST_PAGES = 100;
    private static final int AUTOMATIC_TTL = 1;
    // Of the free plan; the others have more.
    private static final int LONGEST_COMMENT = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Cloudflare settings;
    private final Map<String, String> environment;
    private final Web web;
    private final RequestBudget budget;
    private Optional<String> found = Optional.empty();

    CloudflareZone(Cloudflare settings, Map<String, String> environment, Web web, RequestBudget budget) {
        this.settings = settings;
        this.environment = environment;
        this.web = web;
        this.budget = budget;
    }

    @Override
    public List<ZoneRecord> records(List<String> names) throws ZoneException, InterruptedException {
        Secrets secrets = secrets();
        String zone = zone(secrets, names);
        List<ZoneRecord> records = new ArrayList<>();
        for (String name : names) {
            for (JsonNode record : pages(secrets, "/zones/" + zone + "/dns_records?name=" + encoded(name))) {
                CloudflareAnswers.record(record)
                        .filter(one -> one.key().name().equals(name))
                        .ifPresent(records::add);
            }
        }
        return List.copyOf(records);
    }

    private List<JsonNode> pages(Secrets secrets, String path) throws ZoneException, InterruptedException {
        List<JsonNode> all = new ArrayList<>();
        for (int page = 1; page <= MOST_PAGES; page++) {
            JsonNode answer = call(secrets, "GET", path + "&per_page=" + PER_PAGE + "&page=" + page, Optional.empty());
            answer.path("result").forEach(all::add);
            if (page >= answer.path("result_info").path("total_pages").asInt(1)) {
                return all;
            }
        }
        throw ZoneException.because(
                "Cloudflare: there are more than " + MOST_PAGES + " pages of records, expected fewer");
    }

    @Override
    public void apply(Change change) throws ZoneException, InterruptedException {
        Secrets secrets = secrets();
        String records = "/zones/" + zone(secrets, List.of(change.record().key().name())) + "/dns_records";
        switch (change) {
            case Change.Create create -> create(secrets, records, create.record());
            case Change.Update update ->
                call(
                        secrets,
                        "PATCH",
                        records + "/" + encoded(update.before().id()),
                        Optional.of(body(update.record())));
            case Change.Delete delete ->
                call(secrets, "DELETE", records + "/" + encoded(delete.record().id()), Optional.empty());
        }
    }

    /** A zone to which the name does not belong takes it for one below its own, and would have it there for ever. */
    private void create(Secrets secrets, String records, ZoneRecord record) throws ZoneException, InterruptedException {
        JsonNode made =
                call(secrets, "POST", records, Optional.of(body(record))).path("result");
        String name = made.path("name").asText();
        if (!name.equalsIgnoreCase(record.key().name())) {
            call(secrets, "DELETE", records + "/" + encoded(made.path("id").asText()), Optional.empty());
            throw ZoneException.because(
                    "Cloudflare: the zone made " + name + " of " + record.key().name()
                            + " (removed again), expected the zone that has this name; see " + Secrets.ZONE);
        }
    }

    private static String body(ZoneRecord record) throws ZoneException {
        String comment = record.mark().text();
        if (comment.length() > LONGEST_COMMENT) {
            throw ZoneException.because(
                    "this node's name is too long for the comment of a record, expected one of at most "
                            + (LONGEST_COMMENT - "outrider node= leaving".length()) + " characters");
        }
        ObjectNode body = JSON.createObjectNode();
        body.put("type", record.key().type().name());
        body.put("name", record.key().name());
        body.put("content", record.address().getHostAddress());
        body.put("ttl", record.proxied() ? AUTOMATIC_TTL : record.ttl());
        body.put("proxied", record.proxied());
        body.put("comment", comment);
        return body.toString();
    }

    private Secrets secrets() throws ZoneException {
        try {
            return Secrets.read(settings, environment);
        } catch (IOException missing) {
            throw ZoneException.because(String.valueOf(missing.getMessage()));
        }
    }

    /** The zone's id: what was said, or what the API calls the zone that has the names. */
    private String zone(Secrets secrets, List<String> names) throws ZoneException, InterruptedException {
        Optional<String> known = secrets.zone().or(() -> found);
        if (known.isPresent()) {
            return known.get();
        }
        List<String> candidates = settings.zone().map(List::of).orElseGet(() -> above(names.getFirst()));
        for (String name : candidates) {
            JsonNode zones = call(secrets, "GET", "/zones?name=" + encoded(name), Optional.empty())
                    .path("result");
            if (!zones.isEmpty()) {
                String id = zones.get(0).path("id").asText();
                found = Optional.of(id);
                return id;
            }
        }
        throw ZoneException.because("Cloudflare: the token sees no zone " + String.join(" or ", candidates)
                + ", expected " + Secrets.ZONE + ", or a token with the permissions Zone Read and DNS Edit of it");
    }

    /** The names that a zone with this one can have, the longest first. */
    static List<String> above(String name) {
        List<String> above = new ArrayList<>();
        String rest = name.startsWith("*.") ? name.substring(2) : name;
        for (int dot = rest.indexOf('.'); dot > 0; dot = rest.indexOf('.')) {
            above.add(rest);
            rest = rest.substring(dot + 1);
        }
        return above;
    }

    private JsonNode call(Secrets secrets, String method, String path, Optional<String> body)
            throws ZoneException, InterruptedException {
        budget.take();
        Web.Ask ask = new Web.Ask(method, URI.create(base() + path), Map.of(), body, Optional.empty(), false)
                .with("Authorization", "Bearer " + secrets.token())
                .with("Content-Type", "application/json");
        try {
            return CloudflareAnswers.judge(web.send(ask), secrets);
        } catch (IOException silent) {
            throw ZoneException.because(secrets.without(settings.api().getHost() + ": " + silent.getMessage()));
        }
    }

    private String base() {
        String url = settings.api().toString();
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "cloudflare" + settings.zone().map(name -> ", zone " + name).orElse("")
                + (HostName.isAddress(String.valueOf(settings.api().getHost())) ? " at " + settings.api() : "");
    }
}
