package org.bolabaden.outrider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.bolabaden.outrider.registry.ConfigurationException;
import org.bolabaden.outrider.registry.Generation;
import org.bolabaden.outrider.registry.RegistryWatcher;
import org.bolabaden.outrider.registry.RollbackException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Going back to what ran before, by a pin that another process sets. */
class RegistryRollbackTest {
    @TempDir
    Path directory;

    RegistryFixture fixture;
    RegistryStage stage;

    @BeforeEach
    void threeRegistriesRanOneAfterTheOther() throws ConfigurationException {
        fixture = new RegistryFixture(directory).services("a");
        stage = fixture.start();
        fixture.services("a", "b").reload().services("a", "b", "c").reload();
        fixture.events.clear();
    }

    @Test
    void aRollbackServesThePreviousRegistry() throws RollbackException {
        String before = fixture.version();
        Generation target = fixture.rollback(1);

        fixture.reload().reload();

        assertThat(fixture.running()).containsExactly("a", "b");
        assertThat(fixture.version()).isEqualTo(target.version());
        assertThat(fixture.eventNames()).containsExactly("registry_rolled_back");
        assertThat(fixture.event("registry_rolled_back").from()).contains(before);
        assertThat(fixture.event("registry_rolled_back").to()).contains(target.version());
        assertThat(stage.error())
                .contains("rolled back to " + target.version() + " of 2026-01-31T12:01:00Z; a change of services.yaml"
                        + " ends it");
        assertThat(stage.running().at()).isEqualTo(target.since());
    }

    @Test
    void aSecondRollbackGoesOnFromThePinnedOne() throws RollbackException {
        fixture.rollback(1);
        fixture.reload();
        fixture.rollback(1);
        fixture.reload();

        assertThat(fixture.running()).containsExactly("a");
        assertThat(fixture.count("registry_rolled_back")).isEqualTo(2);
    }

    @Test
    void aRollbackMakesNoGenerationAndIsListed() throws RollbackException {
        fixture.rollback(2);
        fixture.reload();

        assertThat(fixture.history().generations())
                .extracting(g -> g.number() + (g.current() ? " current" : "") + (g.pinned() ? " pinned" : ""))
                .containsExactly("3", "2", "1 current pinned");
    }

    @Test
    void withoutAPinTheNewestIsCurrent() {
        assertThat(fixture.history().generations())
                .extracting(g -> g.number() + (g.current() ? " current" : "") + (g.pinned() ? " pinned" : ""))
                .containsExactly("3 current", "2", "1");
    }

    @Test
    void aChangeOfTheFilesEndsIt() throws RollbackException {
        fixture.rollback(1);
        fixture.reload().services("a", "b", "d").reload();

        assertThat(fixture.running()).containsExactly("a", "b", "d");
        assertThat(stage.error()).isEmpty();
        assertThat(fixture.history().pinFile()).doesNotExist();

        fixture.services("a", "b", "c").reload();
        assertThat(fixture.running()).as("the pin is gone for good").containsExactly("a", "b", "c");
    }

    @Test
    void aPinSurvivesARestart() throws Exception {
        Generation target = fixture.rollback(1);
        fixture.reload();

        fixture.start();

        assertThat(fixture.version()).isEqualTo(target.version());
        assertThat(fixture.eventNames()).containsExactly("registry_rolled_back");
        fixture.services("a", "b", "d").reload();
        assertThat(fixture.running()).containsExactly("a", "b", "d");
    }

    @Test
    void brokenFilesDoNotEndIt() throws Exception {
        fixture.rollback(1);
        fixture.broken().reload();

        assertThat(fixture.running()).containsExactly("a", "b");
        assertThat(stage.error())
                .hasValueSatisfying(text -> assertThat(text).contains("services.yaml:2:6: ", "rolled back to "));

        fixture.start();
        assertThat(fixture.running()).containsExactly("a", "b");

        fixture.services("a", "b", "c").reload();
        assertThat(fixture.running()).as("that was rolled back from").containsExactly("a", "b");
    }

    @Test
    void filesThatAreHeldDoNotEndIt() throws RollbackException {
        fixture.rollback(1);
        fixture.reload().services("x").reload();

        assertThat(fixture.running()).containsExactly("a", "b");
        assertThat(stage.error()).hasValueSatisfying(text -> assertThat(text).contains("is held", "rolled back to "));
    }

    @Test
    void unpinningEndsIt() throws RollbackException {
        fixture.rollback(1);
        fixture.reload();
        fixture.history().unpin();
        fixture.reload();

        assertThat(fixture.running()).containsExactly("a", "b", "c");
        assertThat(stage.error()).isEmpty();
        assertThat(fixture.history().generations()).hasSize(3);
    }

    @Test
    void thereIsNoGoingBackBeyondTheFirst() {
        assertThatThrownBy(() -> fixture.rollback(3))
                .isInstanceOf(RollbackException.class)
                .hasMessageContaining("no registry 3 steps before the one that runs")
                .hasMessageContaining("with 2 older ones")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> fixture.rollback(0)).isInstanceOf(RollbackException.class);
    }

    @Test
    void aDamagedGenerationIsNotRolledBackTo() throws IOException {
        Files.writeString(fixture.state.resolve("registry/0002/services.yaml"), "version: 1 # changed");

        assertThatThrownBy(() -> fixture.rollback(1))
                .isInstanceOf(RollbackException.class)
                .hasMessageContaining("0002: is damaged")
                .hasMessageNotContaining("\n");

        fixture.reload();
        assertThat(fixture.running()).containsExactly("a", "b", "c");
    }

    @Test
    void aPinThatCannotBeReadAnyMoreEndsNothing() throws Exception {
        fixture.rollback(1);
        fixture.reload();
        Files.writeString(fixture.history().pinFile(), "{");
        fixture.reload();

        assertThat(fixture.running()).containsExactly("a", "b");
        fixture.services("a", "b", "c", "d").reload();
        assertThat(fixture.running()).as("a change of the files ends it").containsExactly("a", "b", "c", "d");
    }

    @Test
    void aWatcherOfTheStageNoticesThePin() throws RollbackException {
        AtomicInteger reports = new AtomicInteger();
        try (RegistryWatcher watcher = new RegistryWatcher(stage::watched, reports::incrementAndGet, e -> {})) {
            watcher.start();
            Awaitility.await().until(() -> reports.get() == 1);

            fixture.rollback(1);

            Awaitility.await().atMost(Duration.ofSeconds(1)).until(() -> reports.get() == 2);
        }
    }

    @Test
    void aPinOfAGenerationThatIsGoneIsToldAndNotFollowed() {
        fixture.write("state/registry/pinned.json", "{\"generation\": 77, \"overrides\": \"x\"}")
                .reload()
                .reload();

        assertThat(fixture.running()).containsExactly("a", "b", "c");
        assertThat(fixture.eventNames()).containsExactly("state_unreadable");
    }

    @Test
    void aDamagedPinIsToldAndNotFollowed() {
        fixture.write("state/registry/pinned.json", "{\"generation\": ").reload();

        assertThat(fixture.running()).containsExactly("a", "b", "c");
        assertThat(fixture.eventNames()).containsExactly("state_unreadable");
    }
}
