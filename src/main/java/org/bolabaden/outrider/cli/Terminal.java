package org.bolabaden.outrider.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command writes, and whether a person reads it.
 *
 * @param out standard output
 * @param err standard error
 * @param colours whether to colour: on a terminal, unless NO_COLOR is set
 */
record Terminal(PrintWriter out, PrintWriter err, boolean colours) {
    static Terminal of(@Nullable CommandSpec spec) {
        Objects.requireNonNull(spec, "picocli sets it");
        return new Terminal(spec.commandLine().getOut(), spec.commandLine().getErr(), isTerminal() && !noColour());
    }

    // System.console() tells of standard input and output together, and not the same in every Java; Linux tells
    // exactly.
    private static boolean isTerminal() {
        try {
            String output = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return output.startsWith("/dev/pts/") || output.startsWith("/dev/tty");
        } catch (IOException noProc) {
            return false;
        }
    }

    private static boolean noColour() {
        String wish = System.getenv("NO_COLOR");
        return wish != null && !wish.isEmpty();
    }

    String good(String text) {
        return paint("32", text);
    }

    String bad(String text) {
        return paint("31", text);
    }

    String faint(String text) {
        return paint("2", text);
    }

    String strong(String text) {
        return paint("1", text);
    }

    /** Clears the screen and goes to its top, on a terminal. */
    void clear() {
        if (colours) {
            out.print("\u001b[H\u001b[2J");
        }
    }

    private String paint(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
