package org.bolabaden.outrider.render;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which contents of an output are kept: the last {@value #MOST} distinct structures of ours and distinct contents of
 * others. Pure; the files are {@link OutputStore}'s business.
 *
 * @param entries the oldest first
 * @param added the one that now has the content
 * @param fresh whether its file is to be written: false when the content was there already
 */
record History(List<HistoryEntry> entries, HistoryEntry added, boolean fresh) {
    static final int MOST = 10;

    // Colons would need quoting in a shell.
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    History {
        entries = List.copyOf(entries);
    }

    /**
     * With a content of ours: a change of states alone takes the newest entry's place.
     *
     * @param extension of the file, with its dot
     */
    static History ours(
            List<HistoryEntry> entries, String fingerprint, String structure, Instant at, String extension) {
        Predicate<HistoryEntry> same = entry -> entry.structure().equals(Optional.of(structure));
        if (!entries.isEmpty() && same.test(entries.getLast())) {
            HistoryEntry newest = entries.getLast();
            HistoryEntry next = new HistoryEntry(newest.file(), fingerprint, newest.structure(), newest.at());
            return new History(
                    replaceNewest(entries, next), next, !newest.fingerprint().equals(fingerprint));
        }
        List<HistoryEntry> others = entries.stream().filter(same.negate()).toList();
        return with(entries, others, fingerprint, Optional.of(structure), at, extension);
    }

    /** With a content that somebody else wrote, kept once. */
    static History foreign(List<HistoryEntry> entries, String fingerprint, Instant at, String extension) {
        return entries.stream()
                .filter(entry -> !entry.ours() && entry.fingerprint().equals(fingerprint))
                .findFirst()
                .map(known -> new History(entries, known, false))
                .orElseGet(() -> with(entries, entries, fingerprint, Optional.empty(), at, extension));
    }

    private static History with(
            List<HistoryEntry> all,
            List<HistoryEntry> stay,
            String fingerprint,
            Optional<String> structure,
            Instant at,
            String extension) {
        int number = 1 + all.stream().mapToInt(HistoryEntry::number).max().orElse(0);
        String file = "%04d-%s%s".formatted(number, TIME.format(at), extension);
        HistoryEntry added = new HistoryEntry(file, fingerprint, structure, at.truncatedTo(ChronoUnit.MILLIS));
        List<HistoryEntry> entries = new ArrayList<>(stay);
        entries.add(added);
        while (entries.size() > MOST) {
            entries.remove(oldestToSpare(entries));
        }
        return new History(entries, added, true);
    }

    /** Not our newest: that one is put back when the file is lost. */
    private static HistoryEntry oldestToSpare(List<HistoryEntry> entries) {
        Optional<HistoryEntry> lastGood = newest(entries, HistoryEntry::ours);
        return lastGood.equals(Optional.of(entries.getFirst())) ? entries.get(1) : entries.getFirst();
    }

    private static List<HistoryEntry> replaceNewest(List<HistoryEntry> entries, HistoryEntry next) {
        List<HistoryEntry> replaced = new ArrayList<>(entries);
        replaced.set(replaced.size() - 1, next);
        return replaced;
    }

    static Optional<HistoryEntry> newest(List<HistoryEntry> entries, Predicate<HistoryEntry> which) {
        return entries.reversed().stream().filter(which).findFirst();
    }
}
