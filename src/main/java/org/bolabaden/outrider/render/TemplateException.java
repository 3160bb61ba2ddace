package org.bolabaden.outrider.render;

import java.io.Serial;

/** A template that cannot be rendered; the message is one line with its place: {@code FILE:LINE:COLUMN: what}. */
public final class TemplateException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public TemplateException(String message) {
        super(message);
    }
}
