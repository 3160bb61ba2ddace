package org.bolabaden.outrider.distribution;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bolabaden.outrider.observe.Visible;

/**
 * The files of a commit below the path that is wanted, as git lists them, before any of them is written.
 *
 * <p>Links and submodules are refused and not left out: a {@code services.d} that is one would be an include that matches
 * nothing, and its services would be gone without a mistake.
 */
record Tree(List<Entry> entries) {
    /** More is no registry; whoever keeps more in the same repository sets {@code path}. */
    static final int MOST_FILES = 10_000;

    static final long MOST_BYTES = 64L << 20;

    private static final int LONGEST_SHOWN = 200;
    private static final String UNKNOWN = "?";
    private static final Pattern LINE =
            Pattern.compile("([0-7]{6}) (\\w+) [0-9a-f]+ +([0-9]{1,18}|-)\t(.*)", Pattern.DOTALL);
    private static final String REMEDY = "; mend it, or keep the registry in a directory of its own and set path";

    /** One of them. */
    record Entry(String mode, long bytes, String name) {}

    Tree {
        entries = List.copyOf(entries);
    }

    /** Reads what {@code git ls-tree -r -l -z} prints. */
    static Tree of(String listing) {
        return new Tree(Stream.of(listing.split("\0", -1))
                .filter(line -> !line.isEmpty())
                .map(Tree::entry)
                .toList());
    }

    private static Entry entry(String listed) {
        Matcher line = LINE.matcher(listed);
        if (!line.matches()) {
            // Not left out: nothing is exported that was not judged.
            return new Entry(UNKNOWN, 0, listed);
        }
        return new Entry(line.group(1), line.group(3).equals("-") ? 0 : Long.parseLong(line.group(3)), line.group(4));
    }

    /** Why it is not taken; empty: it is. */
    Optional<String> fault() {
        if (entries.size() > MOST_FILES) {
            return Optional.of("has more than " + MOST_FILES + " files" + REMEDY);
        }
        if (entries.stream()
                        .mapToLong(entry -> Math.min(entry.bytes(), MOST_BYTES + 1))
                        .sum()
                > MOST_BYTES) {
            return Optional.of("has more than " + (MOST_BYTES >> 20) + " MiB of files" + REMEDY);
        }
        return entries.stream()
                .flatMap(entry -> fault(entry).stream())
                .findFirst()
                .or(this::collision);
    }

    private static Optional<String> fault(Entry entry) {
        if (entry.mode().equals(UNKNOWN)) {
            return Optional.of("has '" + shown(entry) + "', which is listed in a way that is not known" + REMEDY);
        }
        if (entry.name().codePoints().anyMatch(c -> Visible.isHidden(c) || c == 0xFFFD)) {
            return Optional.of("has a file whose name is not plain text in UTF-8" + REMEDY);
        }
        return switch (entry.mode()) {
            case "120000" -> Optional.of("has the symbolic link '" + shown(entry) + "', and none is followed" + REMEDY);
            case "160000" -> Optional.of("has the submodule '" + shown(entry) + "', and none is fetched" + REMEDY);
            default -> Optional.empty();
        };
    }

    private static String shown(Entry entry) {
        return Visible.escaped(entry.name(), LONGEST_SHOWN);
    }

    /** Names that are one file on some machines and two on others. */
    private Optional<String> collision() {
        Map<String, String> seen = new HashMap<>();
        for (Entry entry : entries) {
            String other = seen.put(entry.name().toLowerCase(Locale.ROOT), entry.name());
            if (other != null) {
                return Optional.of("has '" + Visible.escaped(other, LONGEST_SHOWN) + "' and '" + shown(entry)
                        + "', which differ in case alone" + REMEDY);
            }
        }
        return Optional.empty();
    }
}
