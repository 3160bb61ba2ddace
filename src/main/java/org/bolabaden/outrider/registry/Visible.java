package org.bolabaden.outrider.registry;

/** What may be shown, and what may pass on to a proxy's configuration: characters that are seen, on one line. */
final class Visible {
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

    /** The text with every hidden character replaced by a space. */
    static String text(String any) {
        StringBuilder visible = new StringBuilder(any.length());
        any.codePoints().map(c -> isHidden(c) ? ' ' : c).forEach(visible::appendCodePoint);
        return visible.toString();
    }
}
