package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bolabaden.outrider.registry.WrittenRegistry.Body;
import org.bolabaden.outrider.registry.WrittenRegistry.WrittenBackend;

/** Describes what stands under a service's name, in either section. */
final class ServiceForm {
    // A service name that is a host name too: checks and proxies use it as one.
    static final ScalarForm<String> HTTP_NAME = Scalars.matching(
                    "the name of an http service",
                    "a host name such as bolabaden.org",
                    "[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9_])?")
            .onlyIf(HostName::isValid);

    /** How many characters a tcp service's name may have. */
    static final int LONGEST_NAME = 253;

    static final ScalarForm<String> TCP_NAME = Scalars.matching(
            "the name of a tcp service",
            "1 to " + LONGEST_NAME + " letters, digits, dots, hyphens or underscores",
            "[A-Za-z0-9][A-Za-z0-9._-]{0," + (LONGEST_NAME - 1) + "}");

    private static final Key<List<Located<WrittenBackend>>> BACKENDS = Key.required(
            "backends",
            new ListForm<>(BackendForm.FORM.located(), 1, "a list of at least one backend"),
            "Where it runs, or is reached; those on this node serve first.");
    private static final Key<Balance> BALANCE = Key.optional(
                    "balance",
                    Scalars.word("a balance", List.of(Balance.values()), Balance::key),
                    "How new requests or sessions are spread over the pool.")
            .byDefault(Balance.ROUNDROBIN.key());
    private static final Key<WrittenCheck> CHECK =
            Key.optional("check", CheckForm.FORM, "How its backends are checked; what is left out is inherited.");
    private static final Key<List<Located<String>>> ALIASES = Key.optional(
            "aliases",
            new ListForm<>(HTTP_NAME.located(), 0, "a list of host names"),
            "Further host names that it answers to.");
    private static final Key<CachePolicy> CACHE = Key.optional(
            "cache",
            ScalarForm.text(
                    "a cache policy",
                    "static or all and a duration from 1s to 365d, such as \"static, 10m\"",
                    ServiceForm::cache,
                    schema -> schema.put(
                            "pattern", "^((static|all) *, *)?([0-9]{1,9}(ms|s|m|h|d))+( *, *(static|all))?$")),
            "The edge cache policy: what is cached (static: images, styles, scripts and fonts, by their extension; all: on Traefik the same, on HAProxy whatever its answer does not forbid), and for how long.");
    private static final Key<Located<Integer>> PORT =
            Key.required("port", Scalars.PORT.located(), "The port that the proxies bind on every node.");

    private static final Key<Path> CA = Key.optional(
            "ca", FilePaths.PLAIN_FORM, "A PEM file with the authorities to trust instead of the system's.");
    private static final Key<String> SERVER_NAME =
            Key.optional("server_name", Scalars.HOST, "The name to ask for and to verify, instead of the URL's host.");
    private static final Key<UpstreamTls> TLS = Key.optional(
            "tls",
            MappingForm.of(
                    "a mapping with ca or server_name",
                    List.of(CA, SERVER_NAME),
                    fields -> Optional.of(new UpstreamTls(fields.get(CA), fields.get(SERVER_NAME)))),
            "How the certificates of https backends are verified; they always are.");

    private static final Key<List<Located<ServiceName>>> DEPENDS_ON = Key.optional(
            "depends_on",
            new ListForm<>(TCP_NAME.map(ServiceName::new).located(), 0, "a list of services"),
            "The services without which it cannot work; while one of them has no backend that is up, the events of this one are muted.");

    private static final List<Key<?>> OF_BOTH = List.of(BALANCE, CHECK, TLS, DEPENDS_ON, MaintenanceForm.KEY, BACKENDS);

    static final Form<Body> HTTP = MappingForm.of(
                    "a mapping with backends", with(ALIASES, CACHE), fields -> build(fields, WrittenPrimary.NONE))
            .refusing(Map.of(
                    "port", "belongs to tcp services, an http service is found by its host name",
                    "sentinel", "belongs to tcp services",
                    "primary", "belongs to tcp services",
                    "read_pool", "belongs to tcp services"));
    static final Form<Body> TCP = MappingForm.of(
                    "a mapping with port and backends",
                    with(PORT, PrimaryForm.SENTINEL, PrimaryForm.PRIMARY, PrimaryForm.READ_POOL),
                    fields -> build(fields, PrimaryForm.read(fields)))
            .refusing(Map.of(
                    "aliases", "belongs to http services, a tcp service is found by its port",
                    "cache", "belongs to http services"));

    private ServiceForm() {}

    private static List<Key<?>> with(Key<?>... own) {
        List<Key<?>> all = new ArrayList<>(List.of(own));
        all.addAll(OF_BOTH);
        return List.copyOf(all);
    }

    private static Optional<CachePolicy> cache(String text) {
        List<String> parts = List.of(text.split(" *, *", -1));
        List<Duration> times = parts.stream()
                .flatMap(part -> DurationText.parse(part).stream())
                .toList();
        List<CachePolicy.Scope> scopes = Stream.of(CachePolicy.Scope.values())
                .filter(scope -> parts.contains(scope.key()))
                .toList();
        if (times.size() != 1 || scopes.size() > 1 || times.size() + scopes.size() != parts.size()) {
            return Optional.empty();
        }
        CachePolicy.Scope scope = scopes.isEmpty() ? CachePolicy.Scope.STATIC : scopes.getFirst();
        return Optional.of(new CachePolicy(scope, times.getFirst()));
    }

    private static Optional<Body> build(Fields fields, WrittenPrimary primary) {
        return Optional.of(new Body(
                fields.get(ALIASES).orElse(List.of()),
                fields.get(PORT),
                fields.get(BALANCE).orElse(Balance.ROUNDROBIN),
                fields.get(CACHE),
                primary,
                fields.get(TLS).orElse(UpstreamTls.DEFAULT),
                fields.get(CHECK).orElse(WrittenCheck.NOTHING),
                fields.get(DEPENDS_ON).orElse(List.of()),
                fields.get(MaintenanceForm.KEY).orElse(List.of()),
                fields.get(BACKENDS).orElse(List.of())));
    }
}
