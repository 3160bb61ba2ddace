package org.bolabaden.outrider.hostile;

/** One line that a terminal and a log show as it is. Written anew, so that the product's own idea of it is tested too. */
final class VisibleLine {
    private static final int LONGEST_SHOWN = 400;

    private VisibleLine() {}

    static boolean is(String line) {
        return line.codePoints().allMatch(VisibleLine::isVisible);
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }

    /** The line with its invisible characters as numbers, and cut. */
    static String shown(String line) {
        StringBuilder text = new StringBuilder();
        line.codePoints()
                .limit(LONGEST_SHOWN)
                .forEach(c -> text.append(isVisible(c) ? Character.toString(c) : "<U+%04X>".formatted(c)));
        return text.toString();
    }
}
