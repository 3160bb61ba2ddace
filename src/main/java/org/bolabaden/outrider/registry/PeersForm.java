package org.bolabaden.outrider.registry;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bolabaden.outrider.registry.NodeSettings.Peer;
import org.bolabaden.outrider.registry.NodeSettings.Peers;
import org.bolabaden.outrider.registry.NodeSettings.Via;

/** Describes {@code peers:}. */
final class PeersForm {
    private static final Key<String> NODE = Key.required("node", Scalars.HOST, "The peer's node.");
    private static final Key<URI> URL =
            Key.required("url", BackendForm.URL_FORM, "Where its HTTP interface is reached.");
    private static final Form<Peer> PEER = MappingForm.of(
            "a mapping such as {node: node2, url: \"http://10.8.0.2:9180\"}",
            List.of(NODE, URL),
            fields -> fields.get(NODE).flatMap(node -> fields.get(URL).map(url -> new Peer(new NodeName(node), url))));
    private static final Key<List<Peer>> LIST = Key.optional(
            "list",
            new ListForm<>(PEER, 0, "a list of peers"),
            "Who they are; default: the other nodes of the registry at port 9180.");
    private static final Key<Via> VIA = Key.optional(
                    "via",
                    Scalars.word(
                            "a carrier",
                            List.of(Via.values()),
                            via -> via.name().toLowerCase(Locale.ROOT)),
                    "How verdicts and drains are exchanged.")
            .byDefault("http");

    static final Form<Peers> FORM = MappingForm.of(
            "a mapping with list or via",
            List.of(LIST, VIA),
            fields -> Optional.of(new Peers(
                    fields.get(LIST).orElse(List.of()), fields.get(VIA).orElse(Via.HTTP))));

    private PeersForm() {}
}
