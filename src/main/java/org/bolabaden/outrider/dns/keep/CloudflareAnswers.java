package org.bolabaden.outrider.dns.keep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.dns.Mark;
import org.bolabaden.outrider.dns.RecordKey;
import org.bolabaden.outrider.dns.ZoneRecord;
import org.bolabaden.outrider.observe.Visible;
import org.bolabaden.outrider.registry.DnsSettings.RecordType;

/** What Cloudflare's API answers, and what that means. */
final class CloudflareAnswers {
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY = 429;
    private static final int LONGEST_TOLD = 300;
    private static final long LONGEST_PAUSE_SECONDS = 3_600;
    /** The record is not there (any more). */
    private static final int GONE = 81044;
    /** A record with the same name, type and address is there already, by both codes. */
    private static final Set<Integer> TAKEN = Set.of(81057, 81058);

    private static final ObjectMapper JSON = new ObjectMapper();

    private CloudflareAnswers() {}

    /** An address record; empty: it is of another type. */
    static Optional<ZoneRecord> record(JsonNode record) {
        String type = record.path("type").asText();
        if (!type.equals("A") && !type.equals("AAAA")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ZoneRecord(
                    record.path("id").asText(),
                    new RecordKey(record.path("name").asText().toLowerCase(Locale.ROOT), RecordType.valueOf(type)),
                    InetAddress.ofLiteral(record.path("content").asText()),
                    record.path("ttl").asInt(),
                    record.path("proxied").asBoolean(),
                    Mark.read(record.path("comment").asText(""))));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    /** The answer, when it says that all went well. */
    static JsonNode judge(Web.Reply reply, Secrets secrets) throws ZoneException {
        JsonNode answer = json(reply.body());
        if (reply.status() >= 200
                && reply.status() < 300
                && answer.path("success").asBoolean()) {
            return answer;
        }
        List<Integer> codes = new ArrayList<>();
        answer.path("errors").forEach(error -> codes.add(error.path("code").asInt()));
        // In this order: of a token that is cut off, a part would be left.
        String words = Visible.line(
                secrets.without("Cloudflare: HTTP " + reply.status() + said(answer, reply.body())), LONGEST_TOLD);
        if (reply.status() == TOO_MANY) {
            throw ZoneException.limited(words, pause(reply));
        }
        boolean conflict = codes.contains(GONE)
                || codes.stream().anyMatch(TAKEN::contains)
                || (reply.status() == NOT_FOUND && codes.isEmpty());
        throw conflict
                ? ZoneException.conflict(words)
                : ZoneException.limited(words + remedy(reply.status()), pause(reply));
    }

    private static String remedy(int status) {
        return status == 400 || status == 401 || status == 403
                ? "; expected a token with the permission DNS Edit of this zone"
                : "";
    }

    private static JsonNode json(String body) {
        try {
            JsonNode read = JSON.readTree(body);
            return read == null ? JSON.createObjectNode() : read;
        } catch (JsonProcessingException page) {
            // What stands before the API answers with a page of HTML when the API does not.
            return JSON.createObjectNode();
        }
    }

    /** Its errors, with what lies beneath them. */
    private static String said(JsonNode answer, String body) {
        List<String> errors = new ArrayList<>();
        answer.path("errors").forEach(error -> {
            errors.add(words(error));
            error.path("error_chain").forEach(below -> errors.add(words(below)));
        });
        String text = errors.isEmpty() ? body : String.join(", ", errors);
        return text.isBlank() ? "" : ": " + text;
    }

    private static String words(JsonNode error) {
        return error.path("code").asText() + " " + error.path("message").asText();
    }

    private static Optional<Duration> pause(Web.Reply reply) {
        return reply.retryAfter()
                .filter(text -> text.strip().matches("[0-9]{1,9}"))
                .map(text -> Duration.ofSeconds(Math.min(Long.parseLong(text.strip()), LONGEST_PAUSE_SECONDS)));
    }
}
