package org.bolabaden.outrider.render;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bolabaden.outrider.registry.AtomicFile;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/** Candidates beside their outputs, judged together, then put in their places; what is refused leaves no trace there. */
final class Committing {
    private final Checking checking;
    private final Writing writing;
    private final OutputStore store;
    private final Reports reports;
    private final Retries retries;
    private final InstantSource clock;

    Committing(
            Checking checking,
            Writing writing,
            OutputStore store,
            Reports reports,
            Retries retries,
            InstantSource clock) {
        this.checking = checking;
        this.writing = writing;
        this.store = store;
        this.reports = reports;
        this.retries = retries;
        this.clock = clock;
    }

    /** What a text that was refused is remembered by, so that another one is tried at once. */
    static String attempt(Rendered rendered) {
        return "text " + rendered.fingerprint();
    }

    /** Those of them whose files are now as rendered. */
    List<Written> commit(List<Outlook.Due> due, List<Template> templates) {
        Map<Outlook.Due, AtomicFile.Pending> pending = new LinkedHashMap<>();
        try {
            for (Outlook.Due next : due) {
                try {
                    pending.put(next, writing.prepare(next.rendered()));
                } catch (IOException fault) {
                    notWritten(next.rendered(), fault);
                }
            }
            return replace(pending, checking.problems(candidates(pending), standing(templates)));
        } finally {
            pending.values().forEach(Committing::discard);
        }
    }

    private List<Written> replace(Map<Outlook.Due, AtomicFile.Pending> pending, Map<Template, List<String>> problems) {
        List<Written> written = new ArrayList<>();
        pending.forEach((next, candidate) -> {
            List<String> against = problems.get(next.rendered().template());
            if (against != null) {
                reject(next.rendered(), against);
                return;
            }
            try {
                written.add(writing.commit(next, candidate));
            } catch (IOException fault) {
                notWritten(next.rendered(), fault);
            }
        });
        return written;
    }

    private static List<Candidate> candidates(Map<Outlook.Due, AtomicFile.Pending> pending) {
        List<Candidate> candidates = new ArrayList<>();
        pending.forEach((next, file) -> candidates.add(new Candidate(
                next.rendered().template(), file.path(), next.rendered().text())));
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

    private static void discard(AtomicFile.Pending pending) {
        try {
            pending.close();
        } catch (IOException readOnly) {
            // No proxy reads its name, and the next writing removes it.
        }
    }

    private void reject(Rendered rendered, List<String> problems) {
        retries.failed(rendered.output(), attempt(rendered), clock.instant());
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
