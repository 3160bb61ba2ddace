package org.bolabaden.outrider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.ConfigurationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken, vanished and shrunk files while it runs and at a start. */
class RegistryStageTest {
    @TempDir
    Path directory;

    RegistryFixture fixture;

    @BeforeEach
    void fourServicesAreWritten() {
        fixture = new RegistryFixture(directory).services("a", "b", "c", "d");
    }

    private static double metric(RegistryStage stage, String name) {
        MeterRegistry meters = new SimpleMeterRegistry();
        RegistryMetrics.register(stage, meters);
        return meters.get(name).gauge().value();
    }

    @Test
    void aGoodRegistryRunsWithoutAnError() throws ConfigurationException {
        RegistryStage stage = fixture.start();

        assertThat(fixture.running()).containsExactly("a", "b", "c", "d");
        assertThat(stage.error()).isEmpty();
        assertThat(fixture.eventNames()).containsExactly("registry_loaded");
        assertThat(metric(stage, "outrider.registry.serving.last.good")).isZero();
        assertThat(stage.reload(false)).isEmpty();
        assertThat(fixture.eventNames()).containsExactly("registry_loaded");
    }

    @Test
    void aRestartIsCalledForOnlyWhenWhatRunsIsNotWhatTheFileSays() throws ConfigurationException {
        fixture.start();

        fixture.write("watcher.yaml", "node: n2\nstate_dir: state\n").reload();
        assertThat(fixture.count("restart_needed")).isEqualTo(1);

        fixture.write("watcher.yaml", "node: n1\nstate_dir: state\n").reload();
        assertThat(fixture.count("restart_needed")).isEqualTo(1);
    }

    @Test
    void aBrokenFileLeavesWhatRunsAndIsToldOnce() throws ConfigurationException {
        RegistryStage stage = fixture.start();

        fixture.broken().reload().reload();

        assertThat(fixture.running()).hasSize(4);
        assertThat(fixture.count("registry_rejected")).isEqualTo(1);
        assertThat(stage.error()).hasValueSatisfying(text -> assertThat(text).contains("services.yaml:2:6: tcp: "));
        assertThat(metric(stage, "outrider.registry.serving.last.good")).isOne();
        assertThat(stage.rejections()).isEqualTo(2);
    }

    @Test
    void theEndOfAFaultIsToldAlsoWhenNothingChangedInTheEnd() throws ConfigurationException {
        RegistryStage stage = fixture.start();

        fixture.broken().reload().services("a", "b", "c", "d").reload();

        assertThat(stage.error()).isEmpty();
        assertThat(fixture.eventNames()).containsExactly("registry_loaded", "registry_rejected", "registry_loaded");
    }

    @Test
    void aFileTruncatedToNothingLeavesWhatRuns() throws ConfigurationException {
        RegistryStage stage = fixture.start();

        fixture.write("services.yaml", "").reload();

        assertThat(fixture.running()).hasSize(4);
        assertThat(stage.error()).isPresent();
    }

    @Test
    void aVanishedIncludeLeavesWhatRuns() throws ConfigurationException {
        fixture.write("services.yaml", "version: 1\ninclude: [more.yaml]\n")
                .write("more.yaml", RegistryFixture.tcp("a"))
                .start();

        fixture.delete("more.yaml").reload();

        assertThat(fixture.running()).containsExactly("a");
        assertThat(fixture.eventNames()).contains("registry_rejected");
    }

    @Test
    void filesThatVanishFromUnderAGlobAreHeld() throws ConfigurationException {
        fixture.write("services.yaml", "version: 1\ninclude: ['services.d/*.yaml']\n")
                .write("services.d/x.yaml", RegistryFixture.tcp("a", "b"))
                .start();

        fixture.delete("services.d/x.yaml").reload();

        assertThat(fixture.running()).containsExactly("a", "b");
        assertThat(fixture.eventNames()).contains("registry_held");
    }

    @Test
    void aFileCutShortIsHeldAndSaysWhatIsMissingAndBothRemedies() throws ConfigurationException {
        RegistryStage stage = fixture.start();

        fixture.services("a").reload().reload();

        assertThat(fixture.running()).hasSize(4);
        assertThat(stage.error())
                .hasValueSatisfying(text -> assertThat(text)
                        .contains(
                                "services.yaml: ",
                                "3 of 4 services (b, c, d) and 3 of 4 backends (b/n1:",
                                "'allow_shrink: true' in services.yaml",
                                "'outrider render --force'")
                        .doesNotContain("\n"));
        assertThat(stage.holds()).isEqualTo(2);
        assertThat(fixture.count("registry_held")).as("once per content").isEqualTo(1);
        assertThat(fixture.event("registry_held").level()).isEqualTo(Event.Level.WARN);

        fixture.services("b").reload();
        assertThat(fixture.count("registry_held")).isEqualTo(2);

        fixture.services("a", "b", "c").reload();
        assertThat(fixture.running()).containsExactly("a", "b", "c");
        assertThat(stage.error()).isEmpty();
    }

    @Test
    void halfTheServicesMayGo() throws ConfigurationException {
        fixture.start();

        fixture.services("a", "b").reload();

        assertThat(fixture.running()).containsExactly("a", "b");
    }

    @Test
    void anEmptyRegistryAfterANonEmptyOneIsHeld() throws ConfigurationException {
        fixture.services("a").start();

        fixture.services().reload();

        assertThat(fixture.running()).containsExactly("a");
    }

    @Test
    void anEmptyRegistryIsFineWhenNothingRanBefore() throws ConfigurationException {
        fixture.services().start();

        assertThat(fixture.running()).isEmpty();
        fixture.services("a").reload();
        assertThat(fixture.running()).containsExactly("a");
    }

    @Test
    void whoSaysAllowShrinkMeansIt() throws ConfigurationException {
        fixture.start();

        fixture.write("services.yaml", "version: 1\nallow_shrink: true\n" + RegistryFixture.tcp("a"))
                .reload();

        assertThat(fixture.running()).containsExactly("a");
    }

    @Test
    void whoForcesMeansIt() throws ConfigurationException {
        RegistryStage stage = fixture.start();
        fixture.services("a").reload();

        assertThat(stage.reload(true)).isPresent();

        assertThat(fixture.running()).containsExactly("a");
        assertThat(stage.error()).isEmpty();
        fixture.reload();
        assertThat(fixture.running()).containsExactly("a");
    }

    @Test
    void aStartWithABrokenFileServesTheLastGoodOne() throws ConfigurationException {
        String version = fixture.start().running().registry().version();
        double loaded = fixture.now.toEpochMilli() / 1e3;

        fixture.now = fixture.now.plusSeconds(3600);
        RegistryStage stage = fixture.broken().start();

        assertThat(fixture.version()).isEqualTo(version);
        assertThat(fixture.running()).hasSize(4);
        assertThat(fixture.eventNames()).containsExactly("registry_rejected", "registry_last_good");
        assertThat(fixture.event("registry_last_good").reason().orElseThrow())
                .contains(version)
                .contains("2026-01-31T12:00:00Z");
        assertThat(stage.error()).hasValueSatisfying(text -> assertThat(text).contains("services.yaml:2:6: "));
        assertThat(metric(stage, "outrider.registry.serving.last.good")).isOne();
        assertThat(metric(stage, "outrider.registry.last.good.timestamp")).isEqualTo(loaded);
    }

    @Test
    void aFileMendedAfterSuchAStartIsLoaded() throws ConfigurationException {
        fixture.start();
        RegistryStage stage = fixture.broken().start();

        fixture.services("a", "b", "c", "d", "e").reload();

        assertThat(fixture.running()).contains("e");
        assertThat(stage.error()).isEmpty();
        assertThat(metric(stage, "outrider.registry.serving.last.good")).isZero();
        assertThat(fixture.event("registry_loaded").to()).contains(fixture.version());
    }

    @Test
    void aFileMendedToWhatItWasEndsTheFault() throws ConfigurationException {
        fixture.start();
        RegistryStage stage = fixture.broken().start();

        fixture.services("a", "b", "c", "d").reload();

        assertThat(stage.error()).isEmpty();
        assertThat(fixture.eventNames()).endsWith("registry_loaded");
        assertThat(fixture.history().generations()).hasSize(1);
    }

    @Test
    void aStartWithABrokenFileAndNothingOnDiskFails() {
        fixture.broken();

        assertThatThrownBy(fixture::start)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("services.yaml:2:6: ");
    }

    @Test
    void aStartWithABrokenWatcherFileFailsWhateverIsOnDisk() throws ConfigurationException {
        fixture.start();
        fixture.write("watcher.yaml", "state_dir: state\nnode: [oops]\n");

        assertThatThrownBy(fixture::start).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void aWatcherFileThatBreaksLaterChangesNothing() throws ConfigurationException {
        RegistryStage stage = fixture.start();

        fixture.write("watcher.yaml", "node: [oops]\n").services("a", "b", "c").reload();

        assertThat(fixture.running()).hasSize(4);
        assertThat(stage.error()).hasValueSatisfying(text -> assertThat(text).contains("watcher.yaml:1:7: "));
    }

    @Test
    void aStartWithAShrunkFileServesTheLastGoodOneAndHoldsTheNew() throws ConfigurationException {
        fixture.start();

        RegistryStage stage = fixture.services("a").start();

        assertThat(fixture.running()).hasSize(4);
        assertThat(fixture.eventNames()).containsExactly("registry_held", "registry_last_good");
        assertThat(stage.error()).isPresent();
        assertThat(fixture.history().generations()).hasSize(1);
    }

    @Test
    void aForcedStartTakesAShrunkFile() throws ConfigurationException {
        fixture.start();

        fixture.services("a").start(true);

        assertThat(fixture.running()).containsExactly("a");
        fixture.start();
        assertThat(fixture.running()).as("nothing is held at the next start").containsExactly("a");
    }

    @Test
    void anotherConfigurationDirectoryWithTheSameStateDirIsNoneOfOurs(@TempDir Path other) throws Exception {
        fixture.start();
        RegistryFixture neighbour = new RegistryFixture(other)
                .write("watcher.yaml", "node: n1\nstate_dir: " + fixture.state + "\n")
                .services("x");

        java.nio.file.Files.createSymbolicLink(neighbour.state, fixture.state);
        neighbour.start();
        assertThat(neighbour.running()).as("not held").containsExactly("x");

        fixture.broken().start();
        assertThat(fixture.running()).as("its own").containsExactly("a", "b", "c", "d");
    }

    @Test
    void itIsKeptByAThreadOfItsOwn() throws ConfigurationException {
        ConfigurationDirectory files = new ConfigurationDirectory(directory, Map.of());

        new RegistryStage(files, fixture.history(), () -> fixture.now, fixture.events::add, false);

        Awaitility.await().until(() -> !fixture.history().generations().isEmpty());
    }

    @Test
    void anUnwritableStateDirIsOneWarningAndNoError() throws ConfigurationException, IOException {
        java.nio.file.Files.writeString(fixture.state, "a file where a directory should be");
        RegistryStage stage = fixture.start();

        fixture.services("a", "b", "c").reload().services("a", "b").reload();

        assertThat(fixture.running()).containsExactly("a", "b");
        assertThat(fixture.count("state_not_written")).isEqualTo(1);
        assertThat(fixture.event("state_not_written").level()).isEqualTo(Event.Level.WARN);
        assertThat(stage.error()).isEmpty();
    }

    @Test
    void whatTheDiskRefusedIsKeptOnceItTakesIt() throws ConfigurationException, IOException {
        java.nio.file.Files.writeString(fixture.state, "a file where a directory should be");
        RegistryStage stage = fixture.start();
        stage.catchUp();
        java.nio.file.Files.delete(fixture.state);

        stage.catchUp();
        stage.catchUp();

        assertThat(fixture.history().generations()).hasSize(1);
        assertThat(fixture.count("state_not_written")).isEqualTo(1);
        assertThat(fixture.count("state_written")).isEqualTo(1);
    }
}
