package org.bolabaden.outrider.render;

import java.io.Serial;

/** A template that cannot be rendered; the message is one line with its place: {@code FILE:LINE:COLUMN: what}. */
public final class TemplateException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final boolean runaway;

    public TemplateException(String message) {
        this(message, false);
    }

    /**
     * As the other one.
     *
     * @param runaway whether the rendering took all the time or room that it may, so that it is not to be repeated at once
     */
    TemplateException(String message, boolean runaway) {
        super(message);
        this.runaway = runaway;
    }

    boolean runaway() {
        return runaway;
    }
}
