package org.bolabaden.outrider.render;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What is to be done about an output, by what was rendered, what the file has, and what we remember. Pure. */
sealed interface Outlook {
    /** The file is as rendered. */
    record Settled(Rendered rendered, OutputRecord record) implements Outlook {}

    /**
     * The file is to be replaced.
     *
     * @param disk what it has now; empty: there is none
     * @param origin who wrote that
     */
    record Due(Rendered rendered, OutputRecord record, Optional<Content> disk, Origin origin) implements Outlook {}

    /**
     * Somebody else's file is left alone.
     *
     * @param lost what it defines and the rendering lacks, when it was there before we first wrote it; empty: somebody
     *     edited it after we wrote it
     */
    record Held(Rendered rendered, OutputRecord record, Content disk, List<String> lost) implements Outlook {
        public Held {
            lost = List.copyOf(lost);
        }
    }

    /** Who wrote what the file has. */
    enum Origin {
        /** There is no file. */
        NOBODY,
        /** We did. */
        US,
        /** The file was there before we first wrote it. */
        PREDECESSOR,
        /** Somebody else, after us. */
        EDITOR
    }

    /**
     * Judges.
     *
     * @param force whether somebody else's work shall be replaced
     * @param losses what a file defines and the rendering lacks
     */
    static Outlook of(
            Rendered rendered,
            OutputRecord record,
            Optional<Content> disk,
            boolean force,
            Function<Content, List<String>> losses) {
        if (disk.isEmpty()) {
            return new Due(rendered, record, disk, Origin.NOBODY);
        }
        Content content = disk.get();
        if (content.fingerprint().equals(rendered.fingerprint())) {
            return new Settled(rendered, record);
        }
        if (record.wrote(content)) {
            return new Due(rendered, record, disk, Origin.US);
        }
        if (force) {
            return new Due(rendered, record, disk, record.known() ? Origin.EDITOR : Origin.PREDECESSOR);
        }
        List<String> lost = record.known() ? List.of() : losses.apply(content);
        return record.known() || !lost.isEmpty()
                ? new Held(rendered, record, content, lost)
                : new Due(rendered, record, disk, Origin.PREDECESSOR);
    }
}
