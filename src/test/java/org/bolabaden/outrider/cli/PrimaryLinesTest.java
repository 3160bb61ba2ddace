package org.bolabaden.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** What people read about a primary. */
class PrimaryLinesTest {
    private final StringWriter printed = new StringWriter();
    private final PrintWriter out = new PrintWriter(printed);
    private final Terminal terminal = new Terminal(out, out, false, false, false);

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    private static JsonNode service() throws Exception {
        return json("""
            {"name": "redis-main",
             "primary": {"state": "offered", "source": "sentinel", "master": "redis-main", "backend": "node2:6379",
               "since": "2026-01-01T00:00:01Z", "epoch": 7, "proof": "node2:6379 says master; 3 of 3 sentinels voted",
               "min_replicas": {"to_write": 0, "max_lag": 10},
               "sentinels": [
                 {"address": "node1:26379", "up": true, "names": "node2:6379", "epoch": 7, "tilt": false},
                 {"address": "node3:26379", "up": false, "tilt": false, "reason": "connection refused"}],
               "servers": [
                 {"backend": "node2:6379", "up": true, "role": "master"},
                 {"backend": "node1:6379", "up": true, "role": "replica", "of": "node2:6379"}]},
             "failovers": [{"service": "redis-main", "from": "node1:6379", "to": "node2:6379", "epoch": 7, "steps": [
               {"step": "sdown", "at": "2026-01-01T00:00:00.600Z", "after_ms": 0, "detail": "aaaaaaaa"},
               {"step": "offered", "at": "2026-01-01T00:00:01Z", "after_ms": 400, "detail": "proof"}]}]}
            """);
    }

    @Test
    void anExplanationHasTheProofWhoWasAskedAndTheLastFailover() throws Exception {
        PrimaryLines.explain(terminal, service());

        assertThat(printed.toString().lines())
                .containsExactly(
                        "the primary is node2:6379 since 2026-01-01T00:00:01Z, epoch 7",
                        "    node2:6379 says master; 3 of 3 sentinels voted",
                        "    sentinel node1:26379 names node2:6379 at epoch 7",
                        "    sentinel node3:26379; connection refused (lost)",
                        "    node2:6379 says master",
                        "    node1:6379 says replica of node2:6379",
                        "    min-replicas-to-write is 0: cut off from the others it takes writes that will be lost",
                        "failover node1:6379 → node2:6379, epoch 7",
                        "        +0 ms  sdown         2026-01-01T00:00:00.600Z  aaaaaaaa",
                        "      +400 ms  offered       2026-01-01T00:00:01Z  proof");
    }

    @Test
    void aPrimaryThatIsWithheldIsSaidInTheStatusAndOneThatIsOfferedIsMarked() throws Exception {
        PrimaryLines.summary(terminal, service());
        assertThat(printed.toString()).isEmpty();
        assertThat(PrimaryLines.isPrimary(service(), json("{\"backend\": \"node2:6379\"}")))
                .isTrue();
        assertThat(PrimaryLines.isPrimary(service(), json("{\"backend\": \"node1:6379\"}")))
                .isFalse();

        PrimaryLines.summary(terminal, json("{\"primary\": {\"state\": \"withheld\", \"proof\": \"deposed\"}}"));

        assertThat(printed.toString()).isEqualToNormalizingNewlines("  primary withheld: deposed\n");
    }

    @Test
    void aServiceWithoutAPrimaryHasNoLine() throws Exception {
        PrimaryLines.summary(terminal, json("{}"));
        PrimaryLines.explain(terminal, json("{}"));

        assertThat(printed.toString()).isEmpty();
    }
}
