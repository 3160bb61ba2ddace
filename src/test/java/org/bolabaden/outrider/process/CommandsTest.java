package org.bolabaden.outrider.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bolabaden.outrider.process.Commands.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final Commands commands = new Commands();

    @AfterEach
    void stop() {
        commands.close();
    }

    private CompletableFuture<Result> begin(String script) {
        return CompletableFuture.supplyAsync(() -> commands.run(List.of("sh", "-c", script), Map.of(), LIMIT));
    }

    @Test
    void closingEndsWhatRunsWithItsChildrenEvenIfTheyDoNotHear() throws Exception {
        Path pids = directory.resolve("pids");
        CompletableFuture<Result> deaf = begin("trap '' TERM; sleep 300 & echo $$ $! > " + pids + "; wait; wait");
        await().until(() -> Files.exists(pids) && Files.size(pids) > 0);

        commands.close();

        assertThat(deaf.get(5, TimeUnit.SECONDS)).isEqualTo(new Result.Stopped());
        for (String pid : Files.readString(pids).strip().split(" ", -1)) {
            await().until(() -> ProcessHandle.of(Long.parseLong(pid)).isEmpty());
        }
    }

    @Test
    void closingLeavesAScriptTheTimeToTidyUp() throws Exception {
        Path ready = directory.resolve("ready");
        Path tidied = directory.resolve("tidied");
        CompletableFuture<Result> tidy =
                begin("trap 'echo x > " + tidied + "; exit 1' TERM; echo x > " + ready + "; sleep 300 & wait");
        await().until(() -> Files.exists(ready));

        commands.close();

        assertThat(tidy.get(5, TimeUnit.SECONDS)).isEqualTo(new Result.Stopped());
        assertThat(tidied).exists();
    }

    @Test
    void afterwardsNothingIsBegun() {
        commands.close();

        assertThat(commands.run(List.of("touch", directory.resolve("a").toString()), Map.of(), LIMIT))
                .isEqualTo(new Result.Stopped());
        assertThat(directory).isEmptyDirectory();
    }
}
