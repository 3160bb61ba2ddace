package org.bolabaden.outrider.dns.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.dns.Change;
import org.bolabaden.outrider.dns.Change.Purpose;
import org.bolabaden.outrider.dns.Mark;
import org.bolabaden.outrider.dns.RecordKey;
import org.bolabaden.outrider.dns.ZoneRecord;
import org.bolabaden.outrider.registry.DnsSettings.Cloudflare;
import org.bolabaden.outrider.registry.DnsSettings.RecordType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloudflareZoneTest {
    private static final String NAME = "www.example.org";
    private static final RecordKey KEY = new RecordKey(NAME, RecordType.A);

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private CloudflareStandIn api;

    @BeforeEach
    void start() throws Exception {
        api = new CloudflareStandIn();
    }

    @AfterEach
    void stop() {
        api.close();
        vertx.close();
    }

    private CloudflareZone zone(Map<String, String> environment) {
        Cloudflare settings = new Cloudflare(
                URI.create(api.url()), Optional.empty(), Optional.empty(), directory.resolve("secrets.env"));
        return new CloudflareZone(
                settings,
                environment,
                new Web(vertx, Duration.ofSeconds(2)),
                new RequestBudget(1_000, Duration.ofMinutes(5)));
    }

    private CloudflareZone zone() {
        return zone(Map.of("CF_API_TOKEN", CloudflareStandIn.TOKEN, "CF_ZONE_ID", CloudflareStandIn.ZONE));
    }

    private static ZoneRecord record(String id, String address, Mark mark) {
        return new ZoneRecord(id, KEY, InetAddress.ofLiteral(address), 60, false, mark);
    }

    private static Change create(String address) {
        return new Change.Create(record("", address, Mark.of("node1")), Purpose.PUBLISH, "test");
    }

    private ZoneException failure(CloudflareZone zone) {
        return catchThrowableOfType(ZoneException.class, () -> zone.records(List.of(NAME)));
    }

    @Test
    void aRecordIsMadeChangedAndRemovedWithItsMark() throws Exception {
        CloudflareZone zone = zone();

        zone.apply(create("203.0.113.5"));
        ZoneRecord made = zone.records(List.of(NAME)).getFirst();
        zone.apply(new Change.Update(
                made, record(made.id(), "203.0.113.6", Mark.of("node1").leaving(true)), Purpose.CORRECT, "test"));
        Set<String> changed = api.of(NAME);
        zone.apply(new Change.Delete(made, Purpose.WITHDRAW, "test"));

        assertThat(made.mark()).isEqualTo(Mark.of("node1"));
        assertThat(made.ttl()).isEqualTo(60);
        assertThat(changed).containsExactly("203.0.113.6 outrider node=node1 leaving");
        assertThat(api.of(NAME)).isEmpty();
    }

    @Test
    void allPagesAreReadAndOnlyAddressesOfTheName() throws Exception {
        for (int i = 0; i < 250; i++) {
            api.put(NAME, "A", "198.51." + i + ".1", "");
        }
        api.put(NAME, "TXT", "hello", "");
        api.put("other.example.org", "A", "203.0.113.7", "outrider node=node1");

        assertThat(zone().records(List.of(NAME)))
                .hasSize(250)
                .allMatch(record -> record.key().equals(KEY));
        assertThat(api.calls()).hasSize(3);
    }

    @Test
    void theZoneIsFoundByTheNameWhenNobodySaysItsId() throws Exception {
        api.put("*.example.org", "A", "203.0.113.7", "outrider node=node2 leaving");

        List<ZoneRecord> records =
                zone(Map.of("CF_API_TOKEN", CloudflareStandIn.TOKEN)).records(List.of("*.example.org"));

        assertThat(records)
                .singleElement()
                .satisfies(record -> assertThat(record.mark()).isEqualTo(new Mark(Optional.of("node2"), true)));
        assertThat(CloudflareZone.above("*.a.example.org")).containsExactly("a.example.org", "example.org");
    }

    @Test
    void tokenAndZoneAreReadFromSecretsEnvEachTime() throws Exception {
        Path secrets = directory.resolve("secrets.env");
        Files.writeString(
                secrets, "# ours\nexport CF_API_TOKEN=\"tok-wrong-wrong-wrong\"\nCF_ZONE_ID=" + CloudflareStandIn.ZONE);
        CloudflareZone zone = zone(Map.of());

        ZoneException wrong = failure(zone);
        Files.writeString(
                secrets, "CF_API_TOKEN=" + CloudflareStandIn.TOKEN + "\nCF_ZONE_ID=" + CloudflareStandIn.ZONE + "\n");

        assertThat(wrong)
                .hasMessageContaining(
                        "HTTP 403: 9109 Invalid access token; expected a token with the permission DNS Edit")
                .hasMessageNotContaining("tok-wrong");
        assertThat(zone.records(List.of(NAME))).isEmpty();
    }

    @Test
    void aTokenThatIsNoneIsToldWithoutShowingIt() {
        assertThat(failure(zone(Map.of("CF_API_TOKEN", "sh*rt", "CF_ZONE_ID", "x"))))
                .hasMessageContaining(
                        "HTTP 400: 6003 Invalid request headers, 6111 Invalid format for Authorization header")
                .hasMessageNotContaining("sh*rt");
        assertThat(failure(zone(Map.of())))
                .hasMessageContaining("there is no API token, expected CF_API_TOKEN in the environment or in ");
        assertThat(failure(zone(Map.of("CF_API_TOKEN", "two words"))))
                .hasMessageContaining("characters that no token has")
                .hasMessageNotContaining("two words");
    }

    @Test
    void whatIsThereAlreadyOrHasGoneIsAConflict() throws Exception {
        api.put(NAME, "A", "203.0.113.5", "by hand");
        CloudflareZone zone = zone();

        ZoneException taken = catchThrowableOfType(ZoneException.class, () -> zone.apply(create("203.0.113.5")));
        ZoneRecord gone = record("nosuchrecord", "203.0.113.9", Mark.of("node1"));
        ZoneException missing = catchThrowableOfType(
                ZoneException.class, () -> zone.apply(new Change.Delete(gone, Purpose.WITHDRAW, "test")));

        assertThat(taken.isConflict()).isTrue();
        assertThat(taken).hasMessageContaining("81058");
        assertThat(missing.isConflict()).isTrue();
        assertThat(api.of(NAME)).containsExactly("203.0.113.5 by hand");
    }

    @Test
    void aLimitIsToldWithTheTimeToWait() throws Exception {
        api.limit(2, Duration.ofSeconds(90));
        CloudflareZone zone = zone();
        zone.records(List.of(NAME));
        zone.records(List.of(NAME));

        ZoneException limited = failure(zone);

        assertThat(limited).hasMessageContaining("HTTP 429: 971");
        assertThat(limited.retryAfter())
                .hasValueSatisfying(time -> assertThat(time).isBetween(Duration.ofSeconds(80), Duration.ofSeconds(91)));
    }

    @Test
    void errorsOfTheServerSilenceAndRefusedConnectionsAreFailures() {
        CloudflareZone zone = zone();
        api.failing(1);
        ZoneException broken = failure(zone);
        api.hanging(true);
        ZoneException silent = failure(zone);
        api.stop();
        ZoneException refused = failure(zone);

        assertThat(broken).hasMessageContaining("HTTP 500");
        assertThat(silent).hasMessageContaining("no answer within 2 s");
        assertThat(refused).hasMessageContaining("refused");
        assertThat(List.of(broken, silent, refused)).noneMatch(ZoneException::isConflict);
    }

    @Test
    void aZoneThatDoesNotHaveTheNameKeepsNothingOfIt() {
        RecordKey elsewhere = new RecordKey("www.example.com", RecordType.A);
        ZoneRecord record =
                new ZoneRecord("", elsewhere, InetAddress.ofLiteral("203.0.113.5"), 60, false, Mark.of("node1"));

        ZoneException wrong = catchThrowableOfType(
                ZoneException.class, () -> zone().apply(new Change.Create(record, Purpose.PUBLISH, "test")));

        assertThat(wrong)
                .hasMessageContaining("the zone made www.example.com.example.org of www.example.com")
                .hasMessageContaining("CF_ZONE_ID");
        assertThat(api.records()).isEmpty();
    }

    @Test
    void aNameThatNoCommentHoldsIsRefusedBeforeAnythingIsSent() {
        ZoneRecord record = record("", "203.0.113.5", Mark.of("n".repeat(90)));

        ZoneException tooLong = catchThrowableOfType(
                ZoneException.class, () -> zone().apply(new Change.Create(record, Purpose.PUBLISH, "test")));

        assertThat(tooLong).hasMessageContaining("expected one of at most 78 characters");
        assertThat(api.calls()).isEmpty();
    }

    @Test
    void aNodeKeepsToAQuarterOfTheLimit() {
        RequestBudget budget = new RequestBudget(3, Duration.ofSeconds(300));

        assertThat(budget.reserve(0)).isZero();
        assertThat(budget.reserve(1)).isZero();
        assertThat(budget.reserve(2)).isZero();
        assertThat(budget.reserve(3)).isEqualTo(Duration.ofSeconds(300).toNanos() - 3);
        assertThat(budget.reserve(Duration.ofSeconds(300).toNanos())).isZero();
    }
}
