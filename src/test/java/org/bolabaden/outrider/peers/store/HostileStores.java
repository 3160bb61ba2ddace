package org.bolabaden.outrider.peers.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.hostile.JsonGrammar;
import org.bolabaden.outrider.hostile.Reading;
import org.bolabaden.outrider.hostile.Target;
import org.bolabaden.outrider.peers.HostilePeers;
import org.bolabaden.outrider.peers.LocalView;
import org.bolabaden.outrider.registry.NodeName;

/** What lies in a store that the peers share, and who may write there is not for this node to say. */
public final class HostileStores {
    private static final ObjectMapper JSON = new ObjectMapper();

    private HostileStores() {}

    /** All of them. */
    public static List<Target> targets() {
        return List.of(
                Target.answering("store-redis", input -> word(new String(input, StandardCharsets.UTF_8)))
                        .by(new JsonGrammar()),
                Target.answering("store-etcd", HostileStores::pair).by(new JsonGrammar()));
    }

    private static Reading word(String text) {
        OwnWord word = OwnWord.of(text);
        Optional<LocalView> view = Polling.understood(new NodeName("node2"), word.text());
        return view.map(HostilePeers::told).orElse(Reading.of(false));
    }

    /** An answer to a range: pairs whose keys and values are in base64. */
    private static Reading pair(byte[] input) {
        JsonNode answer;
        try {
            answer = JSON.readTree(input);
        } catch (IOException noJson) {
            return Reading.of(false);
        }
        boolean any = false;
        for (JsonNode pair : answer.path("kvs")) {
            any |= Polling.node(Etcd.text(pair.path("key"))).isPresent();
            any |= word(Etcd.text(pair.path("value"))).accepted();
        }
        return Reading.of(any);
    }
}
