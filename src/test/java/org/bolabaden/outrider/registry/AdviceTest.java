package org.bolabaden.outrider.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdviceTest {
    private static final String BACKENDS = "backends: [{host: n1, port: 6379}, {host: n2, port: 6379}]";

    @TempDir
    Path directory;

    private List<String> advice(String watcher, String redis) throws ConfigurationException {
        ConfigurationFiles files = new ConfigurationFiles(directory, Map.of());
        files.with("watcher.yaml", watcher)
                .with("services.yaml", "version: 1", "tcp: {redis: {port: 6379, " + redis + "}}");
        assertThat(files.lint()).isEmpty();
        return Advice.of(files.read().settings(), files.registry());
    }

    private List<String> advice(String redis) throws ConfigurationException {
        return advice("haproxy: {socket: /run/s, master_socket: /run/m}", redis);
    }

    private static String sentinels(String... listed) {
        return "sentinel: {master: m, sentinels: ['" + String.join("', '", listed) + "']}, " + BACKENDS;
    }

    @Test
    void threeSentinelsAndAMasterSocketAreFine() throws ConfigurationException {
        assertThat(advice(sentinels("n1:1", "n2:1", "n3:1"))).isEmpty();
        assertThat(advice("primary: role, check: {type: redis}, " + BACKENDS)).isEmpty();
        assertThat(advice("{}", "check: {type: redis, role: primary}, " + BACKENDS))
                .isEmpty();
    }

    @Test
    void fewSentinelsAndAnEvenNumberAreWeakerThanTheyLook() throws ConfigurationException {
        assertThat(advice(sentinels("n1:1", "n2:1")))
                .containsExactly("tcp.redis.sentinel.sentinels: has 2, of which none may fail; expected at least 3");
        assertThat(advice(sentinels("n1:1", "n2:1", "n3:1", "n4:1")))
                .containsExactly("tcp.redis.sentinel.sentinels: has 4, of which no more may fail than of 3; expected"
                        + " an odd number");
    }

    @Test
    void withoutTheMasterSocketOldWorkersKeepTheirSessions() throws ConfigurationException {
        assertThat(advice("haproxy: {socket: /run/s}", "primary: n1, " + BACKENDS))
                .singleElement()
                .asString()
                .startsWith("haproxy.master_socket: is not set");
    }

    @Test
    void aCheckThatDemandsARoleIsInTheWay() throws ConfigurationException {
        for (String check :
                List.of("{type: redis, role: primary}", "{any: [{type: tcp}, {type: redis, role: replica}]}")) {
            assertThat(advice("primary: n1, check: " + check + ", " + BACKENDS))
                    .singleElement()
                    .asString()
                    .startsWith("tcp.redis.check.role: takes all backends of another role for down");
        }
    }

    @Test
    void aReadPoolsOwnCheckIsMeantToDemandOne() throws ConfigurationException {
        assertThat(advice("primary: n1, read_pool: {port: 6380}, " + BACKENDS)).isEmpty();
    }

    @Test
    void aBackendWithoutWeightWouldServeNobodyAsThePrimary() throws ConfigurationException {
        assertThat(advice("primary: role, backends: [{host: n1, port: 1}, {host: n2, port: 1, weight: 0}]"))
                .containsExactly(
                        "tcp.redis.backends: n2:1 has weight 0, so that nobody is served while it is the primary");
    }

    @Test
    void aReceiverOfAServiceThatIsNotThereHearsNothing() throws ConfigurationException {
        assertThat(advice(
                        "notify: [{slack: {url_file: s}, services: [redis, rdis]}]",
                        "check: {type: redis}, " + BACKENDS))
                .containsExactly("notify.slack.services: no service is called rdis, so that nothing of it is told;"
                        + " expected some of [redis]");
    }

    @Test
    void peersThroughARedisThatIsNoPrimaryOfTheRegistryAreNotHeard() throws ConfigurationException {
        String master = "haproxy: {socket: /run/s, master_socket: /run/m}, ";
        String service = "primary: n1, " + BACKENDS;
        assertThat(advice("{" + master + "peers: {via: redis}}", service)).isEmpty();
        assertThat(advice("{" + master + "peers: {via: redis, redis: {service: redis}}}", service))
                .isEmpty();
        assertThat(advice("{" + master + "peers: {via: redis, redis: {service: cache}}}", service))
                .containsExactly(
                        "peers.redis.service: is cache, and the services that have a primary are [redis], so that"
                                + " the peers are not heard; expected one of these, or peers.redis.address");
        assertThat(advice("{" + master + "peers: {via: redis}}", BACKENDS))
                .singleElement()
                .asString()
                .startsWith("peers.redis.service: is not set, and the services that have a primary are []");
        assertThat(advice("{" + master + "peers: {via: redis, redis: {address: 'h:6379'}}}", BACKENDS))
                .isEmpty();
    }
}
