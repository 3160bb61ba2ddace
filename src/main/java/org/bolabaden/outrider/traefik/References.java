package org.bolabaden.outrider.traefik;

import org.bolabaden.outrider.traefik.Value.Scalar;
import org.bolabaden.outrider.traefik.Value.Table;

/** Tells about names that mean nothing. */
record References(Definitions definitions, Findings findings) {
    /** The name that a key may have. */
    void one(String what, Table table, String key, Kind kind) {
        table.scalar(key).filter(name -> !name.text().isEmpty()).ifPresent(name -> resolve(what, name, kind));
    }

    /** The names in a key's list. */
    void all(String what, Table table, String key, Kind kind) {
        table.scalars(key).forEach(name -> resolve(what, name, kind));
    }

    void resolve(String what, Scalar name, Kind kind) {
        if (!definitions.exists(kind, name.text())) {
            findings.add(name.line(), what + ": there is no " + kind.noun() + " " + name.shown());
        }
    }
}
