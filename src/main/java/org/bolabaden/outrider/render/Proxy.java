package org.bolabaden.outrider.render;

import java.nio.file.Path;
import java.util.Locale;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/** Which program reads an output, and so how it is checked. */
public enum Proxy {
    /** HAProxy: checked by {@code haproxy -c} and by binding its addresses, live after a reload. */
    HAPROXY,
    /** Traefik's file provider: checked by schema and references, live when Traefik sees the file. */
    TRAEFIK,
    /** Any other: checked and reloaded by the user's commands alone. */
    OTHER;

    /**
     * The reader of a template's output: by name for those built in; for the user's own, a {@code .cfg} file is
     * HAProxy's, and a YAML file below a directory whose name has {@code traefik} in it is Traefik's.
     */
    public static Proxy of(Template template) {
        if (template.input().startsWith(Renderer.BUILTIN)) {
            return template.input().startsWith("traefik", Renderer.BUILTIN.length()) ? TRAEFIK : HAPROXY;
        }
        String name = template.output().getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".cfg")) {
            return HAPROXY;
        }
        boolean yaml = name.endsWith(".yaml") || name.endsWith(".yml");
        return yaml && below(template.output(), "traefik") ? TRAEFIK : OTHER;
    }

    private static boolean below(Path file, String word) {
        for (Path part : file.toAbsolutePath()) {
            if (part.toString().toLowerCase(Locale.ROOT).contains(word)) {
                return true;
            }
        }
        return false;
    }
}
