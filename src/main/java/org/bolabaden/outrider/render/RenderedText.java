package org.bolabaden.outrider.render;

import io.quarkus.qute.ResultNode;
import io.quarkus.qute.TemplateNode.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The text of a section in place of Qute's nodes: it takes what it has over from inner ones without copying it. */
final class RenderedText extends ResultNode {
    private static final int LARGE = 1 << 10;
    private static final int PART = 64 << 10;

    private final Budget budget;
    private final Origin origin;
    private final long before;
    private final List<String> parts = new ArrayList<>();
    private final StringBuilder tail = new StringBuilder();
    private long bytes;

    /**
     * Empty.
     *
     * @param before how much was held already when it began, in bytes
     */
    RenderedText(Budget budget, Origin origin, long before) {
        this.budget = budget;
        this.origin = origin;
        this.before = before;
    }

    void add(ResultNode node) {
        node.process(this::append);
        // What inner sections held is part of this one now.
        budget.hold(origin, before + bytes);
    }

    void append(String piece) {
        bytes += utf8(piece);
        budget.hold(origin, before + bytes);
        if (piece.length() >= LARGE) {
            flush();
            parts.add(piece);
            return;
        }
        tail.append(piece);
        if (tail.length() >= PART) {
            flush();
        }
    }

    private void flush() {
        if (!tail.isEmpty()) {
            parts.add(tail.toString());
            tail.setLength(0);
        }
    }

    private static long utf8(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    @Override
    public void process(Consumer<String> consumer) {
        flush();
        parts.forEach(consumer);
    }

    /** All of it. */
    String text() {
        flush();
        return String.join("", parts);
    }
}
