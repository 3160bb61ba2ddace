package org.bolabaden.outrider.peers.store;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.bolabaden.outrider.peers.LocalJson;
import org.bolabaden.outrider.peers.LocalView;

/**
 * What a sidecar says, as it is stored.
 *
 * @param text the JSON
 * @param tag differs when the text differs
 */
record OwnWord(String text, String tag) {
    static OwnWord of(LocalView view) {
        return of(new String(LocalJson.write(view), StandardCharsets.UTF_8));
    }

    static OwnWord of(String text) {
        return new OwnWord(
                text,
                UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString());
    }
}
