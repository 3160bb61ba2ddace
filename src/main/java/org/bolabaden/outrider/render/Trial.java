package org.bolabaden.outrider.render;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.bolabaden.outrider.registry.AtomicFile;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/**
 * A candidate before the user's own judge.
 *
 * @param due what it is to replace
 * @param file the candidate beside its output
 * @param verdict when it is there
 */
record Trial(Outlook.Due due, AtomicFile.Pending file, CompletableFuture<Verdict> verdict) {
    Template template() {
        return due.rendered().template();
    }

    Path output() {
        return due.rendered().output();
    }

    Candidate candidate() {
        return candidate(due, file);
    }

    static Candidate candidate(Outlook.Due due, AtomicFile.Pending file) {
        return new Candidate(
                due.rendered().template(), file.path(), due.rendered().text());
    }
}
