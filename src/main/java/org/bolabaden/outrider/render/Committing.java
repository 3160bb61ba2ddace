package org.bolabaden.outrider.render;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.bolabaden.outrider.registry.AtomicFile;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/** Candidates beside their outputs, judged together, then put in their places; what is refused leaves no trace there. */
final class Committing {
    private final Checking checking;
    private final Trials trials;
    private final Writing writing;
    private final OutputStore store;
    private final Reports reports;
    private final Retries retries;
    private final InstantSource clock;
    private final BooleanSupplier stopped;

    /**
     * Nothing is written yet.
     *
     * @param stopped whether this program is stopping: then no verdict counts
     */
    Committing(
            Checking checking,
            Trials trials,
            Writing writing,
            OutputStore store,
            Reports reports,
            Retries retries,
            InstantSource clock,
            BooleanSupplier stopped) {
        this.checking = checking;
        this.trials = trials;
        this.writing = writing;
        this.store = store;
        this.reports = reports;
        this.retries = retries;
        this.clock = clock;
        this.stopped = stopped;
    }

    /** What a text that was refused is remembered by, so that another one, or another judge, is tried at once. */
    static String attempt(Rendered rendered) {
        return "text " + rendered.fingerprint() + " " + rendered.template().validate();
    }

    /** What a judge that hung is remembered by: it would hang over another text as well. */
    static String hanging(Template template) {
        return "judge " + template.validate();
    }

    /** Those of them, and of earlier rounds' that were late, whose files are now as rendered. */
    List<Written> commit(List<Outlook.Due> due, List<Template> templates) {
        List<Trial> resumed = trials.resumed();
        Map<Outlook.Due, AtomicFile.Pending> fresh = prepare(due);
        List<AtomicFile.Pending> left = new ArrayList<>(fresh.values());
        resumed.forEach(trial -> left.add(trial.file()));
        try {
            Map<Template, List<String>> problems = checking.problems(candidates(resumed, fresh), standing(templates));
            if (stopped.getAsBoolean()) {
                return List.of();
            }
            List<Trial> all = begin(fresh, problems);
            trials.await(all);
            all.addAll(resumed);
            List<Written> written = new ArrayList<>();
            for (Trial trial : all) {
                if (trial.verdict().isDone()) {
                    conclude(trial, problems.getOrDefault(trial.template(), List.of()), written);
                } else {
                    left.remove(trial.file());
                    adjourn(trial);
                }
            }
            return written;
        } finally {
            left.forEach(Trials::discard);
        }
    }

    private Map<Outlook.Due, AtomicFile.Pending> prepare(List<Outlook.Due> due) {
        Map<Outlook.Due, AtomicFile.Pending> pending = new LinkedHashMap<>();
        for (Outlook.Due next : due) {
            try {
                pending.put(next, writing.prepare(next.rendered()));
            } catch (IOException fault) {
                notWritten(next.rendered(), fault);
            }
        }
        return pending;
    }

    /** What a proxy's check refuses is not worth the user's. */
    private List<Trial> begin(Map<Outlook.Due, AtomicFile.Pending> fresh, Map<Template, List<String>> problems) {
        List<Trial> begun = new ArrayList<>();
        fresh.forEach((next, file) -> {
            List<String> against = problems.get(next.rendered().template());
            if (against == null) {
                begun.add(trials.begin(next, file));
            } else {
                reject(next.rendered(), against, attempt(next.rendered()));
            }
        });
        return begun;
    }

    private void conclude(Trial trial, List<String> problems, List<Written> written) {
        Rendered rendered = trial.due().rendered();
        if (!problems.isEmpty()) {
            reject(rendered, problems, attempt(rendered));
            return;
        }
        switch (trial.verdict().join()) {
            case Verdict.Passed passed -> replace(trial, written);
            case Verdict.Refused refused -> reject(rendered, refused.problems(), attempt(rendered));
            case Verdict.Hung hung -> reject(rendered, hung.problems(), hanging(trial.template()));
            case Verdict.Unknown stopping -> {}
        }
    }

    private void replace(Trial trial, List<Written> written) {
        try {
            written.add(writing.commit(trial.due(), trial.file()));
        } catch (IOException fault) {
            notWritten(trial.due().rendered(), fault);
        }
    }

    private void adjourn(Trial trial) {
        trials.adjourn(trial);
        String reason = trial.output() + ": its validate command ("
                + trial.template().validate().getFirst()
                + ") still judges what was rendered, for at most "
                + trials.limit().toSeconds()
                + " s; the file stays as it is until then";
        reports.finish(Finish.checking(trial.template(), reason), clock.instant());
    }

    private static List<Candidate> candidates(List<Trial> resumed, Map<Outlook.Due, AtomicFile.Pending> fresh) {
        List<Candidate> candidates = new ArrayList<>();
        fresh.forEach((next, file) -> candidates.add(Trial.candidate(next, file)));
        resumed.forEach(trial -> candidates.add(trial.candidate()));
        return candidates;
    }

    /** The files that are there now; one that cannot be read is no help to the others. */
    private static List<Candidate> standing(List<Template> templates) {
        List<Candidate> candidates = new ArrayList<>();
        for (Template template : templates) {
            try {
                if (Checking.builtin(template)) {
                    Content.read(template.output())
                            .ifPresent(content ->
                                    candidates.add(new Candidate(template, template.output(), content.text())));
                }
            } catch (IOException toldAlready) {
                // Its own round ended with that.
            }
        }
        return candidates;
    }

    private void reject(Rendered rendered, List<String> problems, String attempt) {
        retries.failed(rendered.output(), attempt, clock.instant());
        String kept = store.reject(rendered)
                .map(path -> "; the refused text is kept as " + path)
                .orElse("");
        reports.finish(
                Finish.rejected(
                        rendered.template(),
                        rendered.output() + ": stays as it is: " + Failures.joined(problems) + kept),
                clock.instant());
    }

    private void notWritten(Rendered rendered, IOException fault) {
        retries.failed(rendered.output(), attempt(rendered), clock.instant());
        reports.finish(
                Finish.notWritten(rendered.template(), Failures.notWritten(rendered.output(), fault)), clock.instant());
    }
}
