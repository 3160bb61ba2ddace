package org.bolabaden.outrider.registry;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bolabaden.outrider.registry.NodeSettings.Peer;
import org.bolabaden.outrider.registry.NodeSettings.Peers;

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
                    "How verdicts and drains are exchanged: each asks each other, or through an engine that the fleet has.")
            .byDefault("http");
    private static final Key<Integer> OBSERVERS = Key.optional(
                    "observers",
                    Scalars.wholeNumber("a number of nodes", 1, 100),
                    "With redis or etcd: how many nodes check each backend at its interval; the others seldom.")
            .byDefault(Peers.DEFAULT.observers());

    private static final Key<Duration> INTERVAL = Key.optional(
                    "interval",
                    Scalars.duration(Duration.ofMillis(500), Duration.ofMinutes(1)),
                    "From one question to a peer to the next; a drain reaches the others that late.")
            .byDefault("2s");
    private static final Key<Path> TOKEN = Key.optional(
            "token_file",
            FilePaths.FORM,
            "The file with the bearer token that all sidecars share; without it anybody may ask for /api/v1/local.");
    private static final Key<Path> CA = Key.optional(
            "ca_file",
            FilePaths.FORM,
            "The certificates (PEM) that peers reached by https are verified against; default: the system's.");
    private static final Key<Path> CERTIFICATE = Key.optional(
            "certificate_file",
            FilePaths.FORM,
            "A PEM file with the certificate to show to peers that want one, and its chain; default: that of api.tls.");
    private static final Key<Path> KEY = Key.optional(
            "key_file",
            FilePaths.FORM,
            "A PEM file with its private key (PKCS#8 or PKCS#1, not encrypted); default: the certificate's file.");

    static final Form<Peers> FORM = MappingForm.of(
            "a mapping such as {token_file: /run/secrets/outrider-peers}",
            List.of(
                    LIST,
                    VIA,
                    INTERVAL,
                    TOKEN,
                    CA,
                    CERTIFICATE,
                    KEY,
                    OBSERVERS,
                    PeerStoreForm.REDIS,
                    PeerStoreForm.ETCD),
            PeersForm::build);

    private enum Via {
        HTTP,
        REDIS,
        ETCD
    }

    private PeersForm() {}

    private static Optional<Peers> build(Fields fields) {
        Via via = fields.get(VIA).orElse(Via.HTTP);
        refuseUnless(via == Via.REDIS, PeerStoreForm.REDIS, fields);
        refuseUnless(via == Via.ETCD, PeerStoreForm.ETCD, fields);
        if (fields.has(KEY) && !fields.has(CERTIFICATE)) {
            fields.where()
                    .error(
                            fields.mapping().place(),
                            "'certificate_file' is missing, expected the certificate of the key");
        }
        return Optional.of(new Peers(
                fields.get(LIST).orElse(List.of()),
                fields.get(INTERVAL).orElse(Peers.DEFAULT.interval()),
                fields.get(TOKEN),
                fields.get(CA),
                fields.get(CERTIFICATE)
                        .map(file ->
                                new CheckTls.Credentials(file, fields.get(KEY).orElse(file))),
                switch (via) {
                    case HTTP -> Optional.empty();
                    case REDIS -> Optional.of(fields.get(PeerStoreForm.REDIS).orElse(PeerStoreForm.REDIS_DEFAULT));
                    case ETCD -> Optional.of(fields.get(PeerStoreForm.ETCD).orElse(PeerStoreForm.ETCD_DEFAULT));
                },
                fields.get(OBSERVERS).orElse(Peers.DEFAULT.observers())));
    }

    private static void refuseUnless(boolean used, Key<?> key, Fields fields) {
        if (!used && fields.has(key)) {
            fields.where()
                    .error(
                            fields.mapping().place(),
                            "'" + key.name() + "' is not used, expected 'via: " + key.name() + "' beside it");
        }
    }
}
