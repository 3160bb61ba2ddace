package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.bolabaden.outrider.registry.Backend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks that are commands. */
class ExecCheckTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final EngineFixture engine = EngineFixture.resolving(name -> List.of(InetAddress.getByName("127.0.0.9")));

    @AfterEach
    void stop() {
        engine.close();
    }

    private static Backends script(String text) {
        return Backends.at(5353).timeout(LONG).command("sh", "-c", text);
    }

    @ParameterizedTest
    @CsvSource({
        "exit 0, passed",
        "exit 2, exec:exit 2",
        "kill -KILL $$, exec:signal 9",
        "kill -TERM $$, exec:signal 15",
        "exit 255, exec:exit 255"
    })
    void theExitStatusDecides(String text, String outcome) throws Exception {
        assertThat(engine.outcome(script(text))).isEqualTo(outcome);
    }

    @Test
    void aProgramThatCannotBeStartedIsAFailureThatSaysWhy() throws Exception {
        Path plain = Files.writeString(directory.resolve("plain"), "no program");
        Backends backend = Backends.at(1).timeout(LONG);

        assertThat(engine.outcome(backend.command(directory.resolve("absent").toString())))
                .isEqualTo("exec:not_found");
        assertThat(engine.outcome(backend.command("outrider-no-such-program"))).isEqualTo("exec:not_found");
        assertThat(engine.outcome(backend.command(plain.toString()))).isEqualTo("exec:not_permitted");
    }

    @Test
    void noShellReadsTheArguments() throws Exception {
        ProbeResult result = engine.check(Backends.at(1).timeout(LONG).command("echo", "$HOME; *", "a  b"));
        assertThat(result.observed().said()).contains("$HOME; * a  b");
    }

    @Test
    void theFirstLineOfWhatItSaysIsKeptAndMadeVisible() throws Exception {
        ProbeResult failed = engine.check(script("printf 'DISK \\033[31mCRITICAL\\t3%%\\nmore\\n' >&2; exit 2"));
        assertThat(failed.failure()).map(FailureReason::toString).contains("exec:exit 2");
        assertThat(failed.observed().said()).contains("DISK \\x1b[31mCRITICAL\\x093%");

        ProbeResult silent = engine.check(script("true"));
        assertThat(silent.passed()).isTrue();
        assertThat(silent.observed().said()).contains("");
    }

    @Test
    void outputWithoutEndIsReadAndForgotten() throws Exception {
        ProbeResult endless =
                engine.check(script("yes '' | tr '\\n' x & sleep 300").timeout(SHORT));
        assertThat(endless.failure()).map(FailureReason::toString).contains("response_timeout");
        assertThat(endless.observed().said().orElseThrow()).isEqualTo("x".repeat(200) + "…");

        ProbeResult large = engine.check(script("head -c 3000000 /dev/zero | tr '\\0' y; exit 0"));
        assertThat(large.passed()).isTrue();
        assertThat(large.observed().said().orElseThrow()).hasSize(201);
    }

    @Test
    void theCommandIsToldWhomToCheckAndLittleElse() throws Exception {
        Path told = directory.resolve("told");
        Backends backend =
                Backends.at("db.example", 5432).service("db").timeout(LONG).command("sh", "-c", "exec env > " + told);
        assertThat(engine.outcome(backend)).isEqualTo("passed");
        assertThat(Files.readAllLines(told))
                .contains(
                        "OUTRIDER_NODE=here",
                        "OUTRIDER_SERVICE=db",
                        "OUTRIDER_BACKEND_HOST=db.example",
                        "OUTRIDER_BACKEND_ADDRESS=127.0.0.9",
                        "OUTRIDER_BACKEND_PORT=5432")
                .allMatch(line -> line.matches("(OUTRIDER_[A-Z_]+|PATH|LANG|PWD|OLDPWD|SHLVL|_)=.*"));
    }

    @Test
    void aCommandThatHangsEndsAtTheTimeoutWithItsChildren() throws Exception {
        Path pids = directory.resolve("pids");
        ProbeResult result = engine.check(
                script("trap '' TERM; sh -c 'trap \"\" TERM; sleep 301' & echo $$ $! > " + pids + "; sleep 302")
                        .timeout(SHORT));
        assertThat(result.failure()).map(FailureReason::toString).contains("response_timeout");
        for (String pid : Files.readString(pids).strip().split(" ", -1)) {
            await().until(() -> ProcessHandle.of(Long.parseLong(pid)).isEmpty());
        }
    }

    @Test
    void oneThatIsToldToEndMayTidyUp() throws Exception {
        Path tidied = directory.resolve("tidied");
        ProbeResult result = engine.check(script("trap 'echo x > " + tidied + "; exit 0' TERM; sleep 303 & wait")
                .timeout(SHORT));
        assertThat(result.failure()).map(FailureReason::toString).contains("response_timeout");
        assertThat(tidied).exists();
    }

    @Test
    void moreThanSixteenAtOnceAreLateAndDoNotFail() throws Exception {
        Path running = Files.createDirectory(directory.resolve("running"));
        Path most = directory.resolve("most");
        // Each counts who is there with it, and holds its place for longer than the others need to arrive.
        String text = "touch " + running + "/$$; ls " + running + " | wc -l >> " + most + "; sleep 0.5; rm " + running
                + "/$$";
        List<CompletionStage<ProbeResult>> results = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Backend backend = script(text).service("s" + i).timeout(LONG).build();
            results.add(engine.engine.probeOnce(backend));
        }
        for (CompletionStage<ProbeResult> result : results) {
            assertThat(result.toCompletableFuture().get(30, TimeUnit.SECONDS).passed())
                    .isTrue();
        }
        assertThat(Files.readAllLines(most))
                .extracting(line -> Integer.parseInt(line.strip()))
                .allMatch(count -> count <= Executions.MOST);
    }

    @Test
    void aHungCommandDelaysNoCheckOverTheNetwork() throws Exception {
        try (TestingHttpServer server = TestingHttpServer.answering(TestingHttpServer.status(200, ""))) {
            List<CompletableFuture<ProbeResult>> hung = new ArrayList<>();
            for (int i = 0; i < 2 * Executions.MOST; i++) {
                hung.add(engine.engine
                        .probeOnce(script("sleep 304").service("s" + i).build())
                        .toCompletableFuture());
            }
            assertThat(engine.outcome(Backends.at(server.port()).timeout(LONG))).isEqualTo("passed");
            assertThat(hung).noneMatch(CompletableFuture::isDone);
        }
    }

    @Test
    void closingTheEngineLeavesNoCommandBehind() throws Exception {
        Path pids = directory.resolve("pids");
        engine.replace(script("sleep 305 & echo $$ $! > " + pids + ".new; mv " + pids + ".new " + pids + "; wait")
                .every(Duration.ofMillis(50))
                .build());
        await().until(() -> Files.exists(pids));

        engine.close();

        for (String pid : Files.readString(pids).strip().split(" ", -1)) {
            await().until(() -> ProcessHandle.of(Long.parseLong(pid)).isEmpty());
        }
        assertThat(engine.results.backends()).isZero();
    }

    @Test
    void aCheckThatLeavesTheScheduleTakesItsCommandWithIt() throws Exception {
        Path pid = directory.resolve("pid");
        engine.replace(script("echo $$ > " + pid + ".new; mv " + pid + ".new " + pid + "; exec sleep 306")
                .every(Duration.ofMillis(50))
                .build());
        await().until(() -> Files.exists(pid));

        engine.replace();

        long number = Long.parseLong(Files.readString(pid).strip());
        await().until(() -> ProcessHandle.of(number).isEmpty());
    }
}
