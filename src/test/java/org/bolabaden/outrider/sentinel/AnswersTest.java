package org.bolabaden.outrider.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.sentinel.MasterView.Flag;
import org.junit.jupiter.api.Test;

/** What sentinels and servers answer, as it is understood. */
class AnswersTest {
    private static final Endpoint OLD = new Endpoint("10.0.0.1", 6379);
    private static final Endpoint NEW = new Endpoint("10.0.0.2", 6379);

    private static Map<String, String> master(String flags, String epoch) {
        return Map.of("ip", OLD.host(), "port", "6379", "flags", flags, "config-epoch", epoch);
    }

    @Test
    void aMasterIsAnAddressAnEpochAndTheFlagsThatMatter() {
        assertThat(Answers.master(master("s_down,o_down,master,disconnected", "7"), List.of()))
                .contains(new MasterView(
                        OLD, new Epoch(7), java.util.Set.of(Flag.SUBJECTIVELY_DOWN, Flag.OBJECTIVELY_DOWN)));
    }

    @Test
    void theLeaderOfAFailoverNamesTheNewAddressAtTheNewEpochOnlyWhenAskedForTheAddress() {
        assertThat(Answers.master(master("master,failover_in_progress", "8"), List.of(NEW.host(), "6379")))
                .map(MasterView::address)
                .contains(NEW);
        assertThat(Answers.master(master("master", "8"), List.of(NEW.host(), "6379")))
                .map(MasterView::address)
                .contains(OLD);
    }

    @Test
    void aMasterWithoutAnAddressOrAnEpochIsNone() {
        for (String missing : List.of("ip", "port", "config-epoch")) {
            Map<String, String> fields = new HashMap<>(master("master", "7"));
            fields.remove(missing);
            assertThat(Answers.master(fields, List.of())).as(missing).isEmpty();
        }
        assertThat(Answers.master(master("master", "-1"), List.of())).isEmpty();
    }

    @Test
    void anotherSentinelWithoutAnIdIsLeftOut() {
        String id = "a".repeat(40);
        assertThat(Answers.others(List.of(
                        Map.of("runid", id, "ip", "10.0.0.9", "port", "26379"),
                        Map.of("runid", "", "ip", "10.0.0.8", "port", "26379"))))
                .containsExactly(Map.entry(new SentinelId(id), new Endpoint("10.0.0.9", 26_379)));
    }

    @Test
    void noMoreOthersAreKeptThanAnyFleetHas() {
        List<Map<String, String>> invented = java.util.stream.IntStream.range(0, 1_000)
                .mapToObj(i -> Map.of("runid", "%040x".formatted(i), "ip", "10.0.0.9", "port", "26379"))
                .toList();

        assertThat(Answers.others(invented)).hasSize(64);
    }

    @Test
    void aServerIsMasterOrReplicaOrSaysNothing() {
        assertThat(Answers.role(List.of("master", "3129659", ""))).contains(new RedisRole.Master());
        assertThat(Answers.role(List.of("slave", OLD.host(), "6379", "connected", "3167038")))
                .contains(new RedisRole.Replica(OLD, true));
        assertThat(Answers.role(List.of("slave", OLD.host(), "6379", "connecting", "-1")))
                .contains(new RedisRole.Replica(OLD, false));
        assertThat(Answers.role(List.of("sentinel", ""))).isEmpty();
        assertThat(Answers.role(List.of("slave", OLD.host()))).isEmpty();
    }

    @Test
    void tiltAndMinReplicasAreReadWhereTheyAreSaid() {
        assertThat(Answers.tilt("# Sentinel\r\nsentinel_masters:1\r\nsentinel_tilt:1\r\n"))
                .contains(true);
        assertThat(Answers.tilt("sentinel_tilt:0\r\n")).contains(false);
        assertThat(Answers.tilt("")).isEmpty();
        assertThat(Answers.minReplicas(List.of("min-replicas-max-lag", "10", "min-replicas-to-write", "1")))
                .contains(new MinReplicas(1, 10));
        assertThat(Answers.minReplicas(List.of("min-replicas-to-write"))).isEmpty();
    }

    @Property
    void whateverIsAnsweredNothingIsThrown(
            @ForAll @Size(max = 12) List<String> words,
            @ForAll String info,
            @ForAll @Size(max = 3) List<String> address) {
        Answers.role(words);
        Answers.minReplicas(words);
        Answers.tilt(info);
        Answers.master(Answers.pairs(words), address);
        Answers.others(List.of(Answers.pairs(words)));
        Map<String, String> named = new HashMap<>(master("master", "1"));
        named.put("ip", info);
        Answers.master(named, address);
    }
}
