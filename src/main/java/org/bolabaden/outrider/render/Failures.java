package org.bolabaden.outrider.render;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What went wrong, in one bounded line that stays the same while the fault does. */
final class Failures {
    private static final int MOST_PROBLEMS = 10;
    private static final int LONGEST_PROBLEM = 300;

    private Failures() {}

    /** Why a file could not be read or written. */
    static String words(IOException fault) {
        return switch (fault) {
            case NoSuchFileException missing -> "no such file or directory";
            case AccessDeniedException denied -> "permission denied";
            case FileSystemException named -> orClass(named.getReason(), fault);
            default -> orClass(fault.getMessage(), fault);
        };
    }

    private static String orClass(@Nullable String text, IOException fault) {
        return text == null ? fault.getClass().getSimpleName() : line(text);
    }

    /** Why an output could not be written, with what to do. */
    static String notWritten(Path output, IOException fault) {
        String words = words(fault);
        String remedy =
                switch (fault) {
                    case NoSuchFileException missing ->
                        "make the directory " + output.toAbsolutePath().getParent();
                    case AccessDeniedException denied -> "let this user write the file and its directory";
                    default -> remedy(words);
                };
        return output + ": cannot be written: " + words + (remedy.isEmpty() ? "" : "; " + remedy);
    }

    private static String remedy(String words) {
        if (words.contains("No space") || words.contains("quota")) {
            return "make room on its file system";
        }
        return words.contains("Read-only") ? "mount its file system writable" : "";
    }

    /** Problems, joined to a line: the first ten, each shortened. */
    static String joined(List<String> problems) {
        String first =
                problems.stream().limit(MOST_PROBLEMS).map(Failures::line).collect(Collectors.joining("; "));
        int more = problems.size() - MOST_PROBLEMS;
        return more > 0 ? first + "; and " + more + " more" : first;
    }

    /** Names, joined to a line: the first ten, each shortened. */
    static String listed(List<String> names) {
        String first = names.stream().limit(MOST_PROBLEMS).map(Failures::line).collect(Collectors.joining(", "));
        int more = names.size() - MOST_PROBLEMS;
        return more > 0 ? first + " and " + more + " more" : first;
    }

    static String line(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= LONGEST_PROBLEM ? line : line.substring(0, LONGEST_PROBLEM) + "…";
    }
}
