package org.bolabaden.outrider.observe;

/**
 * What may be shown, and what may pass on to a proxy's configuration: characters that are seen, on one line. Whatever came
 * from outside goes through here before it becomes part of a message, so that nobody can forge a line of a log, drive a
 * terminal, or hide text in one.
 */
public final class Visible {
    private static final int BYTE = 0x100;

    private Visible() {}

    /** Whether the character could break a line, hide text or turn its direction: control, format, line separators. */
    public static boolean isHidden(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    /**
     * The text with every hidden character as its number, {@code \\x1b} or {@code \\u202e}: for a value that is quoted.
     *
     * @param most characters of the text that are shown; an ellipsis stands for the others
     */
    public static String escaped(String any, int most) {
        StringBuilder visible = new StringBuilder();
        any.codePoints().limit(most).forEach(c -> {
            if (isHidden(c)) {
                visible.append(String.format(c < BYTE ? "\\x%02x" : "\\u%04x", c));
            } else {
                visible.appendCodePoint(c);
            }
        });
        return any.codePointCount(0, any.length()) > most ? visible + "…" : visible.toString();
    }

    /**
     * The text as one line, with a space for each run of hidden characters, and none at its ends: for what somebody said.
     *
     * @param most characters of the line that are shown; an ellipsis stands for the others
     */
    public static String line(String any, int most) {
        StringBuilder visible = new StringBuilder(Math.min(any.length(), most));
        int shown = 0;
        boolean pending = false;
        for (int at = 0; at < any.length(); ) {
            int c = any.codePointAt(at);
            at += Character.charCount(c);
            if (isHidden(c)) {
                pending = shown > 0;
                continue;
            }
            if (shown == most) {
                return visible.append('…').toString();
            }
            if (pending) {
                visible.append(' ');
            }
            pending = false;
            visible.appendCodePoint(c);
            shown++;
        }
        return visible.toString().strip();
    }

    /** The text with every hidden character replaced by a space. */
    public static String text(String any) {
        StringBuilder visible = new StringBuilder(any.length());
        any.codePoints().map(c -> isHidden(c) ? ' ' : c).forEach(visible::appendCodePoint);
        return visible.toString();
    }
}
