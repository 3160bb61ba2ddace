package org.bolabaden.outrider.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.TestBackends;
import org.bolabaden.outrider.drain.Drain;
import org.bolabaden.outrider.drain.DrainId;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.drain.Left;
import org.bolabaden.outrider.drain.OwnDrains;
import org.bolabaden.outrider.drain.Target;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.registry.NodeName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalJsonTest {
    private static final NodeName ONE = new NodeName("node1");
    private static final NodeName TWO = new NodeName("node2");
    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00.123Z");

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsWrittenIsRead() {
        Drain drain = new Drain(
                new Target.OfNode(TWO), Optional.of("kernel"), NOW, Optional.of(NOW.plusSeconds(9)), true, ONE);
        LocalView view = new LocalView(
                ONE,
                "0.1.0",
                "abc",
                NOW,
                Optional.of("nobody answers"),
                3,
                Map.of(
                        TestBackends.peer("site", "node2", 80).id(), Verdict.Status.DOWN,
                        TestBackends.peer("site", "fd00::1", 80).id(), Verdict.Status.HELD),
                OwnDrains.NONE.with(new Drains(List.of(drain))).and(new DrainId(new Target.OfNode(ONE), TWO, NOW)),
                Map.of(
                        drain.id(),
                        new Left(Optional.of(7L), true),
                        new DrainId(new Target.OfNode(ONE), TWO, NOW),
                        new Left(Optional.empty(), false)),
                Map.of(TWO, true, new NodeName("node3"), false));

        assertThat(LocalJson.read(LocalJson.write(view))).isEqualTo(view);
        assertThat(LocalJson.write(LocalJson.read(LocalJson.write(view)))).isEqualTo(LocalJson.write(view));
    }

    @Test
    void aLaterVersionsWordsDoNotMatter() {
        LocalView view = LocalJson.read(bytes("""
                {"node": "node1", "version": "9", "registry": {"version": "abc", "since": "2026-11-28T10:00:00Z"},
                 "backends": {"total": 1, "not_up": [{"backend": "site/node2:80", "status": "dreaming"}]}, "more": []}
                """));

        assertThat(view.notUp()).isEmpty();
        assertThat(view.registry()).isEqualTo("abc");
    }

    @Test
    void nobodySpeaksForAnother() {
        LocalView view = LocalJson.read(bytes("""
                {"node": "node1", "registry": {"version": "abc", "since": "2026-11-28T10:00:00Z"}, "drains":
                 [{"kind": "node", "target": "node2", "since": "2026-11-28T10:00:00Z", "by": "node3"}]}
                """));

        assertThat(view.drains().drains().all()).extracting(Drain::by).containsExactly(ONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "<html>",
                "{\"node\": \"a b\"}",
                "{\"node\": \"node1\"}",
                "{\"node\": \"node1\", \"registry\": {\"since\": \"yesterday\"}}",
                "{\"node\": \"node1\", \"registry\": {\"since\": \"2026-11-28T10:00:00Z\"}, \"drains\": [1]}",
                "{\"node\": \"node1\", \"registry\": {\"since\": \"2026-11-28T10:00:00Z\"},"
                        + " \"backends\": {\"not_up\": [{\"status\": \"down\", \"backend\": \"site\"}]}}"
            })
    void whatIsNoneIsRefused(String answer) {
        assertThatThrownBy(() -> LocalJson.read(bytes(answer)))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aListWithoutEndIsRefused() {
        String many = "1,".repeat(30_000) + "1";

        assertThatThrownBy(() -> LocalJson.read(bytes("{\"node\": \"node1\", \"registry\": {\"since\":"
                        + " \"2026-11-28T10:00:00Z\"}, \"undrained\": [" + many + "]}")))
                .hasMessageContaining("30001");
    }
}
