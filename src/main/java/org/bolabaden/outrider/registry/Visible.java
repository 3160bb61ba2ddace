package org.bolabaden.outrider.registry;

/** What may be shown, and what may pass on to a proxy's configuration: characters that are seen, on one line. */
public final class Visible {
    private Visible() {}

    /** Whether the character could break a line, hide text or turn its direction: control, format, line separators. */
    static boolean isHidden(int codePoint) {
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
     * The text with every hidden character as its number, {@code \\x1b} or {@code \\u202e}.
     *
     * @param most characters of the text that are shown; an ellipsis stands for the others
     */
    public static String escaped(String any, int most) {
        StringBuilder visible = new StringBuilder();
        any.codePoints().limit(most).forEach(c -> {
            if (isHidden(c)) {
                visible.append(String.format(c < 0x100 ? "\\x%02x" : "\\u%04x", c));
            } else {
                visible.appendCodePoint(c);
            }
        });
        return any.codePointCount(0, any.length()) > most ? visible + "…" : visible.toString();
    }

    /** The text with every hidden character replaced by a space. */
    static String text(String any) {
        StringBuilder visible = new StringBuilder(any.length());
        any.codePoints().map(c -> isHidden(c) ? ' ' : c).forEach(visible::appendCodePoint);
        return visible.toString();
    }
}
