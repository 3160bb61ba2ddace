package org.bolabaden.outrider.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bolabaden.outrider.TestBackends;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    private static final Backend ONE = TestBackends.peer("site", "node1", 80);
    private static final Backend TWO = TestBackends.peer("site", "node2", 80);
    private static final Backend OTHER = TestBackends.peer("other", "node1", 81);
    private static final Registry REGISTRY =
            TestBackends.registry(TestBackends.service(ONE, TWO), TestBackends.service(OTHER));

    @Test
    void aTargetTakesWhatItCoversInTheRegistrysOrder() {
        assertThat(new Target.OfNode(ONE.node()).among(REGISTRY)).containsExactly(ONE.id(), OTHER.id());
        assertThat(new Target.OfService(ONE.id().service()).among(REGISTRY)).containsExactly(ONE.id(), TWO.id());
        assertThat(new Target.OfBackend(TWO.id()).among(REGISTRY)).containsExactly(TWO.id());
    }

    @ParameterizedTest
    @CsvSource({
        "node, fd00::1",
        "service, site",
        "backend, site/node1:80",
        "backend, site/[fd00::1]:8080",
        "backend, site/n:1",
        "backend, site/node1:65535"
    })
    void whatATargetIsCalledIsReadAsThatTarget(String kind, String name) {
        Target target = Target.of(kind, name);

        assertThat(target).hasToString(name);
        assertThat(target.kind().word()).isEqualTo(kind);
        assertThat(Target.of(kind, target.toString())).isEqualTo(target);
    }

    @Test
    void anAddressIsReadWithoutItsBrackets() {
        Target.OfBackend target = (Target.OfBackend) Target.of("backend", "site/[fd00::1]:8080");

        assertThat(target.backend().endpoint().host()).isEqualTo("fd00::1");
        assertThat(target.backend().endpoint().port()).isEqualTo(8080);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "site",
                "node1:80",
                "si:te/node1",
                "site/node1",
                "site/node1:",
                "site/node1:http",
                "site/node1:123456"
            })
    void whatIsNoBackendIsSaidSo(String name) {
        assertThatThrownBy(() -> Target.of("backend", name))
                .hasMessage("not a backend: '" + name + "', expected SERVICE/HOST:PORT");
    }

    @Test
    void anUnknownKindIsSaidSo() {
        assertThatThrownBy(() -> Target.of("server", "x")).hasMessage("no kind of target: 'server'");
    }
}
