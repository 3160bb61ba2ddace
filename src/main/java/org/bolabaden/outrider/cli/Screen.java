package org.bolabaden.outrider.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The whole of a terminal, beside what stood there before: the alternate screen. It is given back when the screen is closed
 * or the program ends, Ctrl-C included.
 */
final class Screen implements AutoCloseable {
    // The alternate screen, without a cursor; and back.
    private static final String BEGIN = "\u001b[?1049h\u001b[?25l";
    private static final String END = "\u001b[?25h\u001b[?1049l";
    // Drawn over what is there, each line and what is below cleared behind it: nothing flickers.
    private static final String HOME = "\u001b[H";
    private static final String REST_OF_LINE = "\u001b[K";
    private static final String REST_OF_SCREEN = "\u001b[J";
    private static final Pattern STTY = Pattern.compile("([0-9]{1,5}) ([0-9]{1,5})\\s*");
    private static final Size USUAL = new Size(24, 80);

    private final Terminal terminal;
    private final Thread atExit;
    private boolean closed;

    /** How many lines there are, and how many columns; at least one each. */
    record Size(int lines, int columns) {}

    Screen(Terminal terminal) {
        this.terminal = terminal;
        atExit = Thread.ofPlatform().name("screen").unstarted(this::restore);
        Runtime.getRuntime().addShutdownHook(atExit);
        write(BEGIN);
    }

    /** How large the window is at the moment. */
    static Size size() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (InputStream out = stty.getInputStream()) {
                return parse(new String(out.readAllBytes(), StandardCharsets.US_ASCII));
            }
        } catch (IOException noTerminal) {
            return USUAL;
        }
    }

    static Size parse(String answer) {
        Matcher size = STTY.matcher(answer);
        if (!size.matches()) {
            return USUAL;
        }
        int lines = Integer.parseInt(size.group(1));
        int columns = Integer.parseInt(size.group(2));
        return lines > 0 && columns > 0 ? new Size(lines, columns) : USUAL;
    }

    /** Shows these lines and nothing else; each is cut where the window ends. Nothing is shown once it was given back. */
    synchronized void show(List<String> lines, Size size) {
        if (closed) {
            return;
        }
        StringBuilder text = new StringBuilder(HOME);
        for (int i = 0; i < Math.min(lines.size(), size.lines()); i++) {
            text.append(i == 0 ? "" : "\r\n")
                    .append(cut(lines.get(i), size.columns()))
                    .append(REST_OF_LINE);
        }
        write(text.append(REST_OF_SCREEN).toString());
    }

    /** The line with so many columns at the most; sequences that colour take none, and are kept. */
    static String cut(String line, int columns) {
        StringBuilder text = new StringBuilder(line.length());
        int column = 0;
        for (int i = 0; i < line.length(); ) {
            int end = line.charAt(i) == '\u001b' ? line.indexOf('m', i) + 1 : 0;
            if (end > 0) {
                text.append(line, i, end);
                i = end;
                continue;
            }
            int point = line.codePointAt(i);
            if (column < columns && !Character.isISOControl(point)) {
                text.appendCodePoint(point);
                column++;
            }
            i += Character.charCount(point);
        }
        return text.toString();
    }

    private void write(String text) {
        terminal.out().print(text);
        terminal.out().flush();
    }

    private synchronized void restore() {
        if (!closed) {
            closed = true;
            write(END);
        }
    }

    @Override
    public void close() {
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException ending) {
            // The hook has run or does nothing any more.
            return;
        }
    }
}
