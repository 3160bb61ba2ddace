package org.bolabaden.outrider.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bolabaden.outrider.observe.Event.Level;
import org.bolabaden.outrider.registry.Receiver.Address;
import org.bolabaden.outrider.registry.Receiver.Ntfy;

/** The forms of messages, held to the limits that the receivers publish. */
class FormsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Ntfy NTFY = new Ntfy(
            new Address.Written(URI.create("https://ntfy.sh/ops")),
            Optional.empty(),
            List.of("rack3"),
            Optional.empty());

    @Provide
    Arbitrary<Message> messages() {
        Arbitrary<String> texts = Arbitraries.strings().ofMaxLength(700).injectDuplicates(0.2);
        Arbitrary<Item> items = Combinators.combine(
                        Arbitraries.of(Item.Kind.class),
                        Arbitraries.of(Level.class),
                        Arbitraries.of("backend_down", "haproxy_down", "output_rejected"),
                        Arbitraries.of("web", "www.example.org", "s".repeat(253))
                                .optional(),
                        Arbitraries.of("node1:80", "n".repeat(253) + ":65535").optional(),
                        texts,
                        Arbitraries.integers().between(1, 40))
                .as((kind, level, event, service, backend, reason, times) -> new Item(
                        kind,
                        level,
                        event,
                        service,
                        backend,
                        reason,
                        Heard.START,
                        Message.isTrouble(kind) ? Optional.empty() : Optional.of(Duration.ofSeconds(70)),
                        times));
        return Combinators.combine(
                        items.list().ofMaxSize(300), Arbitraries.longs().between(0, 9_999))
                .as((list, missed) -> new Message(
                        "node1.example.org",
                        Heard.START,
                        list,
                        list.size() + 7,
                        missed,
                        Optional.of(Duration.ofMinutes(6)),
                        false));
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException notJson) {
            throw new AssertionError(body, notJson);
        }
    }

    @Property(tries = 150)
    void discordsLimitsAreKept(@ForAll("messages") Message message) {
        JsonNode body = json(DiscordBody.of(message));

        assertThat(body.path("content").asText()).hasSizeBetween(1, 2_000);
        assertThat(body.path("allowed_mentions").path("parse").isEmpty()).isTrue();
        assertThat(body.path("embeds")).hasSizeLessThanOrEqualTo(10);
        int total = 0;
        for (JsonNode embed : body.path("embeds")) {
            assertThat(embed.path("description").asText()).hasSizeBetween(1, 4_096);
            total += embed.path("description").asText().length();
        }
        assertThat(total).isLessThanOrEqualTo(6_000);
    }

    @Property(tries = 150)
    void slacksLimitsAreKept(@ForAll("messages") Message message) {
        JsonNode body = json(SlackBody.of(message));

        assertThat(body.path("text").asText()).isNotEmpty();
        assertThat(body.path("blocks")).hasSizeBetween(1, 50);
        for (JsonNode block : body.path("blocks")) {
            boolean header = block.path("type").asText().equals("header");
            String text = block.path("text").path("text").asText();
            assertThat(text).hasSizeBetween(1, header ? 150 : 3_000);
            assertThat(header || !text.matches("(?s).*<[@!#].*")).isTrue();
        }
    }

    @Property(tries = 150)
    void ntfysLimitsAreKept(@ForAll("messages") Message message) {
        JsonNode body = json(NtfyBody.of(message, NTFY, "ops"));

        assertThat(body.path("topic").asText()).isEqualTo("ops");
        assertThat(body.path("message").asText().getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(4_096);
        assertThat(body.path("title").asText()).hasSizeBetween(1, 250);
        assertThat(body.path("priority").asInt()).isBetween(3, 5);
        assertThat(body.path("tags").get(1).asText()).isEqualTo("rack3");
    }

    @Property(tries = 150)
    void theSubjectOfAMailIsOneShortLine(@ForAll("messages") Message message) {
        assertThat(MailText.of(message).subject()).hasSizeLessThan(220).doesNotContainPattern("\\p{Cntrl}");
    }

    private static Message oneDown() {
        return new Message(
                "node1",
                Heard.START,
                List.of(new Item(
                        Item.Kind.BAD,
                        Level.WARN,
                        "backend_down",
                        Optional.of("web"),
                        Optional.of("node2:80"),
                        "refused, 3 checks in a row",
                        Heard.START,
                        Optional.empty(),
                        1)),
                1,
                0,
                Optional.empty(),
                false);
    }

    @Example
    void aSingleProblemIsItsOwnTitle() {
        assertThat(Wording.title(oneDown())).isEqualTo("node1: web node2:80: backend down");
        assertThat(Wording.lines(oneDown()))
                .containsExactly("✖ web node2:80: backend down: refused, 3 checks in a row");
    }

    @Example
    void whatDoesNotFitIsCounted() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            lines.add("line " + i);
        }

        String text = Wording.fitting(lines, 60);

        assertThat(text).hasSizeLessThanOrEqualTo(60).startsWith("line 0\nline 1\n");
        long shown = text.lines().count() - 1;
        assertThat(text).endsWith("… and " + (100 - shown) + " more");
    }

    @Example
    void aBodysSignatureIsItsHmac() {
        // The example of RFC 4231, test case 2.
        assertThat(WebhookBody.signature("what do ya want for nothing?", "Jefe"))
                .isEqualTo("sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Example
    void thePageShowsTheTableOfProblems() throws IOException {
        String page = Files.readString(Path.of("docs/NOTIFICATIONS.md"));

        Family.ALL.stream()
                .flatMap(family -> Stream.concat(family.opens().stream(), family.closes().stream()))
                .forEach(event -> assertThat(page).contains("`" + event + "`"));
    }
}
