package org.bolabaden.outrider.registry;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Describes {@code peers.redis} and {@code peers.etcd}. */
final class PeerStoreForm {
    static final PeerStore.Redis REDIS_DEFAULT =
            new PeerStore.Redis(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), "outrider:");
    static final PeerStore.Etcd ETCD_DEFAULT = new PeerStore.Etcd(
            List.of(URI.create("http://127.0.0.1:2379")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "/outrider/");

    private static final ScalarForm<String> PREFIX_FORM = Scalars.matching(
            "the beginning of the keys", "1 to 64 of letters, digits and any of / : . _ -", "[A-Za-z0-9/:._-]{1,64}");

    private static final Key<ServiceName> SERVICE = Key.optional(
            "service",
            Scalars.matching(
                            "a service", "the name of a service that has a primary", "[A-Za-z0-9][A-Za-z0-9._-]{0,252}")
                    .map(ServiceName::new),
            "The service of the registry whose primary is used, as Outrider follows it; default: the only one that has a primary.");
    private static final Key<Endpoint> ADDRESS = Key.optional(
            "address",
            Scalars.ENDPOINT,
            "A Redis (host:port) that is used whoever the primary is, instead of a service.");
    private static final Key<List<URI>> ENDPOINTS = Key.optional(
            "endpoints",
            new ListForm<>(PathUrls.of("a member"), 1, "a list of URLs"),
            "The client URLs of etcd's members; default: http://127.0.0.1:2379.");
    private static final Key<String> USER = Key.optional(
            "user",
            Scalars.matching("a user's name", "1 to 128 characters without spaces", "\\S{1,128}"),
            "Who we are there.");
    private static final Key<Path> PASSWORD = Key.optional(
            "password_file", FilePaths.FORM, "The file with the password in its first line; read at each connection.");
    private static final Key<Path> CA = Key.optional(
            "ca_file",
            FilePaths.FORM,
            "The certificates (PEM) that it is verified against; a Redis is then spoken to by TLS.");
    private static final Key<Path> CERTIFICATE =
            Key.optional("certificate", FilePaths.FORM, "A PEM file with the client certificate to show.");
    private static final Key<Path> KEY =
            Key.optional("key", FilePaths.FORM, "A PEM file with its private key; default: the certificate's file.");
    private static final Key<String> REDIS_PREFIX = Key.optional(
                    "prefix", PREFIX_FORM, "What the names of all keys and the channel begin with.")
            .byDefault(REDIS_DEFAULT.prefix());
    private static final Key<String> ETCD_PREFIX = Key.optional(
                    "prefix", PREFIX_FORM, "What the names of all keys begin with.")
            .byDefault(ETCD_DEFAULT.prefix());

    static final Key<PeerStore.Redis> REDIS = Key.optional(
            "redis",
            MappingForm.of(
                    "a mapping such as {service: redis-main}",
                    List.of(SERVICE, ADDRESS, USER, PASSWORD, CA, REDIS_PREFIX),
                    PeerStoreForm::redis),
            "Which Redis, with via: redis.");
    static final Key<PeerStore.Etcd> ETCD = Key.optional(
            "etcd",
            MappingForm.of(
                    "a mapping such as {endpoints: [\"http://10.8.0.1:2379\"]}",
                    List.of(ENDPOINTS, USER, PASSWORD, CA, CERTIFICATE, KEY, ETCD_PREFIX),
                    PeerStoreForm::etcd),
            "Which etcd, with via: etcd.");

    private PeerStoreForm() {}

    private static Optional<PeerStore.Redis> redis(Fields fields) {
        if (fields.has(SERVICE) && fields.has(ADDRESS)) {
            fields.where().error(fields.mapping().place(), "'service' and 'address', expected one of them");
        }
        return Optional.of(new PeerStore.Redis(
                fields.get(SERVICE),
                fields.get(ADDRESS),
                login(fields),
                fields.get(CA),
                fields.get(REDIS_PREFIX).orElse(REDIS_DEFAULT.prefix())));
    }

    private static Optional<PeerStore.Etcd> etcd(Fields fields) {
        if (fields.has(KEY) && !fields.has(CERTIFICATE)) {
            fields.where().error(fields.mapping().place(), "'certificate' is missing, expected the one of the key");
        }
        return Optional.of(new PeerStore.Etcd(
                fields.get(ENDPOINTS).filter(list -> !list.isEmpty()).orElse(ETCD_DEFAULT.endpoints()),
                login(fields),
                fields.get(CA),
                fields.get(CERTIFICATE)
                        .map(file ->
                                new CheckTls.Credentials(file, fields.get(KEY).orElse(file))),
                fields.get(ETCD_PREFIX).orElse(ETCD_DEFAULT.prefix())));
    }

    private static Optional<PeerStore.Login> login(Fields fields) {
        if (fields.has(USER) && !fields.has(PASSWORD)) {
            fields.where()
                    .error(fields.mapping().place(), "a user without a password, expected password_file beside it");
        }
        return fields.get(PASSWORD).map(file -> new PeerStore.Login(fields.get(USER), file));
    }

    /** The same with absolute paths. */
    static PeerStore resolve(PeerStore written, UnaryOperator<Path> absolute) {
        Optional<PeerStore.Login> login =
                written.login().map(one -> new PeerStore.Login(one.user(), absolute.apply(one.passwordFile())));
        return switch (written) {
            case PeerStore.Redis redis ->
                new PeerStore.Redis(
                        redis.service(), redis.address(), login, redis.caFile().map(absolute), redis.prefix());
            case PeerStore.Etcd etcd ->
                new PeerStore.Etcd(
                        etcd.endpoints(),
                        login,
                        etcd.caFile().map(absolute),
                        etcd.credentials()
                                .map(both -> new CheckTls.Credentials(
                                        absolute.apply(both.certificate()), absolute.apply(both.key()))),
                        etcd.prefix());
        };
    }
}
