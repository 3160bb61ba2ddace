package org.bolabaden.outrider.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.bolabaden.outrider.registry.Check.Redis;
import org.bolabaden.outrider.registry.Check.Redis.Login;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrimaryLoadTest {
    private static final String BACKENDS = "    backends: [{host: node1, port: 6379}, {host: node2, port: 6379}]";

    @TempDir
    Path directory;

    ConfigurationFiles files;

    @BeforeEach
    void thisNodeIsNode2() {
        files = new ConfigurationFiles(directory, Map.of("OUTRIDER_NODE", "node2"));
    }

    private Registry registry(String... lines) throws ConfigurationException {
        String[] all = new String[lines.length + 6];
        String[] head = {
            "version: 1",
            "nodes: {node1: {address: 10.8.0.1}}",
            "tcp:",
            "  redis:",
            "    port: 6379",
            "    balance: leastconn"
        };
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(lines, 0, all, head.length, lines.length);
        return files.with("services.yaml", all).registry();
    }

    private static Service service(Registry registry, String name) {
        return registry.service(new ServiceName(name)).orElseThrow();
    }

    private SentinelSettings sentinel(String keys) throws ConfigurationException {
        return service(
                        registry(
                                "    sentinel: {master: m, sentinels: ['node1:26379', 'node2:1']" + keys + "}",
                                BACKENDS),
                        "redis")
                .sentinel()
                .orElseThrow();
    }

    private Login login(String user, String file) {
        return new Login(Optional.ofNullable(user), directory.resolve(file));
    }

    @Test
    void oneLoginIsForRedisAndForTheSentinels() throws ConfigurationException {
        SentinelSettings settings = sentinel(", user: app, password-file: p");

        assertThat(settings.redis()).contains(login("app", "p"));
        assertThat(settings.login()).contains(login("app", "p"));
        assertThat(settings.redisTls()).isEqualTo(CheckTls.OFF);
        assertThat(settings.sentinelTls()).isEqualTo(CheckTls.OFF);
        assertThat(settings.isolation()).isEmpty();
    }

    @Test
    void theSentinelsCanHaveAUserOfTheirOwnOrAWholeLogin() throws ConfigurationException {
        assertThat(sentinel(", user: app, password-file: p, sentinel-user: s").login())
                .contains(login("s", "p"));
        assertThat(sentinel(", user: app, password-file: p, sentinel-password-file: q")
                        .login())
                .contains(login(null, "q"));
        SentinelSettings alone = sentinel(", sentinel-user: s, sentinel-password-file: q");
        assertThat(alone.login()).contains(login("s", "q"));
        assertThat(alone.redis()).isEmpty();
        assertThat(sentinel("").login()).isEmpty();
    }

    @Test
    void theSentinelsAreAskedOverTlsAsRedisIsUnlessSaidOtherwise() throws ConfigurationException {
        SentinelSettings both = sentinel(", tls: {ca: ca.pem, certificate: c.pem}, isolation: 1m30s");

        assertThat(both.redisTls().ca()).contains(directory.resolve("ca.pem"));
        assertThat(both.redisTls().credentials().orElseThrow().key()).isEqualTo(directory.resolve("c.pem"));
        assertThat(both.sentinelTls()).isEqualTo(both.redisTls());
        assertThat(both.isolation()).contains(Duration.ofSeconds(90));
        assertThat(sentinel(", tls: true, sentinel-tls: false").sentinelTls()).isEqualTo(CheckTls.OFF);
    }

    @Test
    void aSentinelOnANodeIsReachedAtTheNodesAddress() throws ConfigurationException {
        assertThat(sentinel("").sentinels()).containsExactly(new Endpoint("10.8.0.1", 26379), new Endpoint("node2", 1));
    }

    @Test
    void thePrimaryIsNamedByItsHostOrByHostAndPort() throws ConfigurationException {
        for (String written : new String[] {"NODE1", "'node1:6379'"}) {
            assertThat(service(registry("    primary: " + written, BACKENDS), "redis")
                            .primary())
                    .contains(new PrimarySource.Named(
                            new BackendId(new ServiceName("redis"), new Endpoint("node1", 6379))));
        }
    }

    @Test
    void aPrimaryThatIsAskedForIsAskedAsTheCheckAsks() throws ConfigurationException {
        assertThat(service(registry("    primary: role", BACKENDS), "redis").primary())
                .contains(new PrimarySource.ByRole(Optional.empty(), CheckTls.OFF));
        for (String check : new String[] {
            "{type: redis, user: app, password_file: p, tls: true}",
            "{all: [{type: tcp}, {type: redis, user: app, password_file: p, tls: true}]}"
        }) {
            assertThat(service(registry("    primary: role", "    check: " + check, BACKENDS), "redis")
                            .primary())
                    .contains(new PrimarySource.ByRole(Optional.of(login("app", "p")), CheckTls.ON));
        }
    }

    @Test
    void aReadPoolIsAServiceOfTheSameBackendsThatChecksForReplicas() throws ConfigurationException {
        Registry registry = registry(
                "    sentinel: {master: m, sentinels: ['node1:26379'], user: app, password-file: p, tls: true, sentinel-tls: false}",
                "    check: {interval: 3s}",
                "    read_pool: {port: 6380, max_lag: 10s}",
                BACKENDS,
                "  web:",
                "    port: 1",
                "    depends_on: [redis-ro]",
                BACKENDS);
        Service reads = service(registry, "redis-ro");

        assertThat(registry.services().keySet()).map(ServiceName::value).containsExactly("redis", "redis-ro", "web");
        assertThat(reads.readsOf()).contains(new ServiceName("redis"));
        assertThat(service(registry, "redis").readsOf()).isEmpty();
        assertThat(reads.primary()).isEmpty();
        assertThat(reads.port()).isEqualTo(OptionalInt.of(6380));
        assertThat(reads.balance()).isEqualTo(Balance.LEASTCONN);
        assertThat(reads.backends())
                .map(backend -> backend.id().toString())
                .containsExactly("redis-ro/node1:6379", "redis-ro/node2:6379");
        assertThat(reads.backends()).extracting(Backend::local).containsExactly(false, true);
        assertThat(reads.backends().getFirst().address()).isEqualTo(new Endpoint("10.8.0.1", 6379));
        Redis check = (Redis) reads.backends().getFirst().check();
        assertThat(check.schedule().interval()).isEqualTo(Duration.ofSeconds(3));
        assertThat(check.role()).contains(Redis.Role.REPLICA);
        assertThat(check.maxLag()).contains(Duration.ofSeconds(10));
        assertThat(check.login()).contains(login("app", "p"));
        assertThat(check.tls()).contains(CheckTls.ON);
    }

    @Test
    void withoutSentinelAReadPoolLogsInAsTheServicesOwnCheckDoes() throws ConfigurationException {
        Redis check = (Redis) service(
                        registry(
                                "    primary: node1",
                                "    check: {type: redis, password_file: p, port: 7000}",
                                "    read_pool: {port: 6380}",
                                BACKENDS),
                        "redis-ro")
                .backends()
                .getFirst()
                .check();

        assertThat(check.login()).contains(login(null, "p"));
        assertThat(check.tls()).isEmpty();
        assertThat(check.maxLag()).isEmpty();
        assertThat(check.common().port()).contains(7000);
    }
}
