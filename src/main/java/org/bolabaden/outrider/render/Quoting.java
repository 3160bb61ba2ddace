package org.bolabaden.outrider.render;

/** How a text of any content becomes one word of a proxy's configuration, whatever it holds. */
final class Quoting {
    private Quoting() {}

    /** One argument in haproxy.cfg: in single quotes nothing is expanded, and a line ends nowhere. */
    static String haproxy(String text) {
        StringBuilder quoted = new StringBuilder("'");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'') {
                // Out of the quotes, an escaped one, into them again.
                quoted.append("'\\''");
            } else if (c < ' ' || c == 0x7f) {
                throw new IllegalArgumentException("a control character cannot stand in haproxy.cfg");
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('\'').toString();
    }

    /**
     * One scalar in a YAML file, in double quotes and ASCII. Braces are escaped too: Traefik runs its files through Go's
     * templates first, which would take two of them for a command. Characters beyond 16 bits are one escape each, because
     * Go's YAML refuses surrogates.
     */
    static String yaml(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c >= ' ' && c <= '~' && c != '{' && c != '}') {
                quoted.append((char) c);
            } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                throw new IllegalArgumentException("half a character cannot stand in a YAML file");
            } else {
                quoted.append(c > 0xffff ? "\\U%08x".formatted(c) : "\\u%04x".formatted(c));
            }
        });
        return quoted.append('"').toString();
    }
}
