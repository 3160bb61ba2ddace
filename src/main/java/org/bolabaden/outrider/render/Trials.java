package org.bolabaden.outrider.render;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bolabaden.outrider.registry.AtomicFile;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/**
 * The users' own judges at work: all at once, and at most one an output. A round waits a moment for those that it began. One
 * that takes longer is adjourned: the round goes on without its output, and a later one takes the verdict up. So a
 * command that hangs holds up its own output alone. A candidate that passed late is written though another text may be due by
 * then; that one is judged next, so that a slow judge of a busy output does not keep it from ever being written.
 */
final class Trials {
    // Most judges take some hundredths of a second; it is what the other outputs of a round may lose by one that hangs.
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Validation validation;
    private final Runnable lateVerdict;
    private final Map<Path, Trial> adjourned = new LinkedHashMap<>();
    // Whose judge was late the last time is not waited for.
    private final Set<Path> slow = ConcurrentHashMap.newKeySet();

    /**
     * Nothing runs yet.
     *
     * @param lateVerdict is run when the verdict of an adjourned trial is there, on any thread
     */
    Trials(Validation validation, Runnable lateVerdict) {
        this.validation = validation;
        this.lateVerdict = lateVerdict;
    }

    Trial begin(Outlook.Due due, AtomicFile.Pending file) {
        long from = System.nanoTime();
        Path output = due.rendered().output();
        CompletableFuture<Verdict> verdict = validation
                .begin(Trial.candidate(due, file))
                .whenComplete((found, fault) -> {
                    if (System.nanoTime() - from > PATIENCE.toNanos()) {
                        slow.add(output);
                    } else {
                        slow.remove(output);
                    }
                });
        return new Trial(due, file, verdict);
    }

    /** Waits for the verdicts, but not for long. */
    void await(List<Trial> trials) {
        CompletableFuture<?>[] verdicts = trials.stream()
                .filter(trial -> !slow.contains(trial.output()))
                .map(Trial::verdict)
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(verdicts).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException told) {
            // Whoever looks at the verdicts sees which is missing, or what its fault was.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Leaves it to a later round. Its candidate stays for the judge. */
    void adjourn(Trial trial) {
        adjourned.put(trial.output(), trial);
        var _ = trial.verdict().whenComplete((found, fault) -> lateVerdict.run());
    }

    /** Whether this template's output waits for its judge, or for the round after its verdict. */
    boolean pending(Template template) {
        Trial trial = adjourned.get(template.output());
        return trial != null && trial.template().equals(template);
    }

    /** The adjourned ones whose verdict is there; they are no longer adjourned. */
    List<Trial> resumed() {
        List<Trial> ended = new ArrayList<>();
        for (Trial trial : List.copyOf(adjourned.values())) {
            if (trial.verdict().isDone()) {
                adjourned.remove(trial.output());
                ended.add(trial);
            }
        }
        return ended;
    }

    /** Drops those of other templates than these: what they judge is not wanted any more. */
    void retain(List<Template> templates) {
        Set<Template> wanted = Set.copyOf(templates);
        for (Trial trial : List.copyOf(adjourned.values())) {
            if (!wanted.contains(trial.template())) {
                adjourned.remove(trial.output());
                discard(trial.file());
            }
        }
    }

    /** Blocks until every adjourned trial has its verdict: at most as long as a judge may take. */
    void awaitAll() {
        try {
            CompletableFuture.allOf(
                            adjourned.values().stream().map(Trial::verdict).toArray(CompletableFuture<?>[]::new))
                    .join();
        } catch (CompletionException fault) {
            // The round that takes it up reports it.
        }
    }

    boolean anyPending() {
        return !adjourned.isEmpty();
    }

    Duration limit() {
        return validation.limit();
    }

    static void discard(AtomicFile.Pending file) {
        try {
            file.close();
        } catch (IOException readOnly) {
            // No proxy reads its name, and the next writing removes it.
        }
    }
}
