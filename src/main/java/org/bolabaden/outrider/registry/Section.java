package org.bolabaden.outrider.registry;

import java.util.Locale;

/** The two sections of services.yaml. */
public enum Section {
    /** Services that are found by host name. */
    HTTP,
    /** Services that are found by port. */
    TCP;

    /** The key in the file. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
