package org.bolabaden.outrider.dns.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.dns.Change;
import org.bolabaden.outrider.dns.Change.Purpose;
import org.bolabaden.outrider.dns.Mark;
import org.bolabaden.outrider.dns.RecordKey;
import org.bolabaden.outrider.dns.ZoneRecord;
import org.bolabaden.outrider.registry.DnsSettings.RecordType;
import org.bolabaden.outrider.registry.DnsSettings.Rfc2136;
import org.bolabaden.outrider.registry.Endpoint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real BIND. Each test has names of its own. */
class Rfc2136ZoneTest {
    @TempDir
    static Path directory;

    private static NamedServer named;

    @BeforeAll
    static void start() throws Exception {
        named = new NamedServer(directory);
    }

    @AfterAll
    static void stop() {
        named.close();
    }

    private static Rfc2136Zone zone(Optional<Path> key) {
        return new Rfc2136Zone(new Rfc2136(new Endpoint("127.0.0.1", named.port()), "example.org", key), 60);
    }

    private static Rfc2136Zone zone() {
        return zone(Optional.of(named.key()));
    }

    private static ZoneRecord record(String name, String address, int ttl, Mark mark) {
        InetAddress ip = InetAddress.ofLiteral(address);
        return new ZoneRecord(ip.getHostAddress(), new RecordKey(name, RecordType.of(ip)), ip, ttl, false, mark);
    }

    private static void create(Rfc2136Zone zone, ZoneRecord record) throws Exception {
        zone.records(List.of(record.key().name()));
        zone.apply(new Change.Create(record, Purpose.PUBLISH, "test"));
    }

    @Test
    void recordsAreMadeChangedAndRemovedTogetherWithTheirMarks() throws Exception {
        Rfc2136Zone zone = zone();
        ZoneRecord own = record("*.wild.example.org", "203.0.113.5", 60, Mark.of("node1"));
        ZoneRecord six = record("*.wild.example.org", "2001:db8::5", 60, Mark.of("node1"));
        ZoneRecord other = record("*.wild.example.org", "203.0.113.6", 60, Mark.of("node2"));
        create(zone, own);
        create(zone, six);
        create(zone, other);
        List<ZoneRecord> three = zone.records(List.of("*.wild.example.org"));
        ZoneRecord leaving =
                record("*.wild.example.org", "203.0.113.5", 60, Mark.of("node1").leaving(true));
        zone.apply(new Change.Update(own, leaving, Purpose.ANNOUNCE, "test"));
        List<ZoneRecord> announced = zone.records(List.of("*.wild.example.org"));
        zone.apply(new Change.Delete(leaving, Purpose.WITHDRAW, "test"));

        assertThat(three).containsExactlyInAnyOrder(own, six, other);
        assertThat(announced).containsExactlyInAnyOrder(leaving, six, other);
        assertThat(zone.records(List.of("*.wild.example.org"))).containsExactlyInAnyOrder(six, other);
    }

    @Test
    void anAddressAndATtlAreChangedInOneUpdate() throws Exception {
        Rfc2136Zone zone = zone();
        ZoneRecord before = record("move.example.org", "203.0.113.5", 60, Mark.of("node1"));
        ZoneRecord after = record("move.example.org", "203.0.113.9", 120, Mark.of("node1"));
        create(zone, before);
        zone.records(List.of("move.example.org"));
        zone.apply(new Change.Update(before, after, Purpose.CORRECT, "test"));

        assertThat(zone.records(List.of("move.example.org"))).containsExactly(after);
    }

    @Test
    void ofTwoThatChangeWhatBothHaveReadOneMeetsAConflict() throws Exception {
        Rfc2136Zone one = zone();
        Rfc2136Zone two = zone();
        ZoneRecord mine = record("race.example.org", "203.0.113.1", 60, Mark.of("node1"));
        ZoneRecord yours = record("race.example.org", "203.0.113.2", 60, Mark.of("node2"));
        create(one, mine);
        create(one, yours);
        List<ZoneRecord> seen = one.records(List.of("race.example.org"));
        two.records(List.of("race.example.org"));

        one.apply(new Change.Delete(mine, Purpose.WITHDRAW, "test"));
        ZoneException late = catchThrowableOfType(
                ZoneException.class, () -> two.apply(new Change.Delete(yours, Purpose.WITHDRAW, "test")));

        assertThat(late.isConflict()).isTrue();
        assertThat(two.records(List.of("race.example.org"))).containsExactly(yours);
    }

    @Test
    void whatAWildcardAnswersForANameIsNotItsOwn() throws Exception {
        Rfc2136Zone zone = zone();
        create(zone, record("*.star.example.org", "203.0.113.5", 60, Mark.of("node1")));

        assertThat(zone.records(List.of("www.star.example.org"))).isEmpty();
        create(zone, record("www.star.example.org", "203.0.113.5", 60, Mark.of("node1")));
        assertThat(zone.records(List.of("www.star.example.org"))).hasSize(1);
    }

    @Test
    void withoutTheKeyNothingIsTakenAndTheServersWordIsTold() throws Exception {
        Rfc2136Zone zone = zone(Optional.empty());
        zone.records(List.of("nokey.example.org"));
        ZoneRecord record = record("nokey.example.org", "203.0.113.5", 60, Mark.of("node1"));

        ZoneException refused = catchThrowableOfType(
                ZoneException.class, () -> zone.apply(new Change.Create(record, Purpose.PUBLISH, "test")));

        assertThat(refused).hasMessageContaining("REFUSED: it is not allowed, expected allow-update");
    }

    @Test
    void anotherSecretOrNameOfTheKeyIsToldAndNotShown() throws Exception {
        Path secret = directory.resolve("other-secret");
        Files.writeString(secret, "hmac-sha256:outrider-node1:c2VjcmV0LXRoYXQtaXMtYW5vdGhlcg==\n");
        Path name = directory.resolve("other-name");
        Files.writeString(name, "nobody:c2VjcmV0LXRoYXQtaXMtYW5vdGhlcg==\n");

        ZoneException badSecret = catchThrowableOfType(
                ZoneException.class, () -> zone(Optional.of(secret)).records(List.of("key.example.org")));
        ZoneException badName = catchThrowableOfType(
                ZoneException.class, () -> zone(Optional.of(name)).records(List.of("key.example.org")));

        assertThat(badSecret).hasMessageContaining("BADSIG").hasMessageNotContaining("c2Vjcm");
        assertThat(badName).hasMessageContaining("BADKEY").hasMessageNotContaining("c2Vjcm");
    }

    @Test
    void aKeyFileThatIsNoneIsToldByItsPath() throws Exception {
        Path file = Files.writeString(directory.resolve("no-key"), "hello");

        assertThat(catchThrowableOfType(
                        ZoneException.class, () -> zone(Optional.of(file)).records(List.of("key.example.org"))))
                .hasMessageContaining("no-key: no TSIG key, expected what tsig-keygen writes");
        assertThat(catchThrowableOfType(
                        ZoneException.class,
                        () -> zone(Optional.of(directory.resolve("missing"))).records(List.of("key.example.org"))))
                .hasMessageContaining("missing: no such file");
    }
}
