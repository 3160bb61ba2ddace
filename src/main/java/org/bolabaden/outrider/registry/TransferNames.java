package org.bolabaden.outrider.registry;

import java.util.regex.Pattern;

/** The names that Syncthing and rsync give to what is not a file of the user's. */
final class TransferNames {
    private static final String CONFLICT = ".sync-conflict-";
    // Syncthing: ".syncthing.NAME.tmp", on Windows "~syncthing~NAME.tmp". rsync: ".NAME.XXXXXX".
    private static final Pattern UNFINISHED =
            Pattern.compile("\\.syncthing\\..*\\.tmp|~syncthing~.*\\.tmp|\\..+\\.[A-Za-z0-9]{6}");

    private TransferNames() {}

    /** Whether Syncthing set it aside, because two nodes changed the same file. */
    static boolean isConflict(String name) {
        return name.contains(CONFLICT);
    }

    /** Whether it is no file of its own: set aside, or on its way. */
    static boolean isPassing(String name) {
        return isConflict(name) || UNFINISHED.matcher(name).matches();
    }
}
