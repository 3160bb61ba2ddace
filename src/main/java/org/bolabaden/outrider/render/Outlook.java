package org.bolabaden.outrider.render;

import java.util.Optional;

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

    /** Somebody else edited the file after we wrote it. */
    record Held(Rendered rendered, OutputRecord record, Content disk) implements Outlook {}

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
     * @param force whether somebody else's edit shall be replaced
     */
    static Outlook of(Rendered rendered, OutputRecord record, Optional<Content> disk, boolean force) {
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
        if (!record.known()) {
            return new Due(rendered, record, disk, Origin.PREDECESSOR);
        }
        return force ? new Due(rendered, record, disk, Origin.EDITOR) : new Held(rendered, record, content);
    }
}
