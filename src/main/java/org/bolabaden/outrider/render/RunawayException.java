package org.bolabaden.outrider.render;

import io.quarkus.qute.TemplateException;
import io.quarkus.qute.TemplateNode.Origin;
import java.io.Serial;

/** Thrown through Qute, which passes its own exceptions on unwrapped, when a rendering takes more than it may. */
final class RunawayException extends TemplateException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** At this place of the template; the message has no braces, which Qute would fill in. */
    RunawayException(Origin at, String message) {
        super(at, message);
    }
}
