package org.bolabaden.outrider.render;

import java.nio.file.Path;
import java.util.Optional;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/**
 * What a template makes of the model now.
 *
 * @param template which
 * @param text the output
 * @param fingerprint of the text
 * @param structure fingerprint of the text without what HAProxy takes over its runtime socket
 */
record Rendered(Template template, String text, String fingerprint, String structure) {
    Path output() {
        return template.output();
    }

    Proxy proxy() {
        return Proxy.of(template);
    }

    /** What the proxy must have read for this text to be live. */
    String mark() {
        return switch (proxy()) {
            case HAPROXY -> structure;
            case TRAEFIK, OTHER -> fingerprint;
        };
    }

    boolean liveIn(OutputRecord record) {
        return record.live().equals(Optional.of(mark()));
    }

    static Rendered of(Renderer renderer, Template template, Model model, OutputRecord record)
            throws TemplateException {
        String text = renderer.render(template.input(), model);
        String fingerprint = Content.of(text).fingerprint();
        boolean asBefore = record.written().equals(Optional.of(fingerprint));
        Optional<String> known = asBefore ? record.structure() : Optional.empty();
        String structure = known.orElseGet(() -> structure(renderer, template, model, fingerprint));
        return new Rendered(template, text, fingerprint, structure);
    }

    private static String structure(Renderer renderer, Template template, Model model, String otherwise) {
        try {
            return Content.of(renderer.render(template.input(), model.structure()))
                    .fingerprint();
        } catch (TemplateException needsStates) {
            // A user's template may lean on servers that the structure leaves out; then every change counts as one.
            return otherwise;
        }
    }
}
