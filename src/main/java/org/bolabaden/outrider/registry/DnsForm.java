package org.bolabaden.outrider.registry;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.DnsSettings.AddressSource;
import org.bolabaden.outrider.registry.DnsSettings.Cloudflare;
import org.bolabaden.outrider.registry.DnsSettings.EdgeCheck;
import org.bolabaden.outrider.registry.DnsSettings.RecordType;
import org.bolabaden.outrider.registry.DnsSettings.Rfc2136;
import org.bolabaden.outrider.registry.DnsSettings.Withdrawal;

/** Describes {@code dns:}. */
final class DnsForm {
    private static final String CLOUDFLARE = "cloudflare";
    private static final String RFC2136 = "rfc2136";
    private static final URI CLOUDFLARE_API = URI.create("https://api.cloudflare.com/client/v4");
    // The name is resolved against the configuration directory with all other paths.
    private static final Path SECRETS = Path.of("secrets.env");
    private static final String LABELS =
            "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?" + "(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)+";

    private static final Key<String> PROVIDER = Key.required(
            "provider",
            Scalars.word("a provider", List.of(CLOUDFLARE, RFC2136), word -> word),
            "Where the zone lives: Cloudflare, or a name server that takes dynamic updates.");
    private static final Key<List<Located<String>>> NAMES = Key.required(
            "names",
            new ListForm<>(
                    Scalars.matching(
                                    "the name of a record",
                                    "a full name such as www.example.org or \"*.example.org\"",
                                    "(\\*\\.)?" + LABELS)
                            .onlyIf(name -> name.length() <= 253)
                            .map(name -> name.toLowerCase(Locale.ROOT))
                            .located(),
                    1,
                    "a list of names"),
            "The names that have this node's address, with one record a node.");
    private static final Key<String> ZONE = Key.optional(
            "zone",
            Scalars.matching("the name of a zone", "a name such as example.org", LABELS)
                    .map(name -> name.toLowerCase(Locale.ROOT)),
            "The zone that has them; needed for rfc2136. Default for cloudflare: CF_ZONE_ID, or found by the names.");
    private static final Key<List<RecordType>> TYPES = Key.optional(
            "types",
            new ListForm<>(
                    Scalars.word("a type", List.of(RecordType.values()), RecordType::name), 1, "a list of types"),
            "Which records are kept; default: those of the addresses that are written down, else A.");
    private static final Key<Duration> TTL = Key.optional(
                    "ttl",
                    Scalars.duration(Duration.ofSeconds(30), Duration.ofDays(1)).onlyIf(ttl -> ttl.toMillisPart() == 0),
                    "How long resolvers may keep an answer; a proxied record has Cloudflare's own.")
            .byDefault("1m");
    private static final Key<Boolean> PROXIED = Key.optional(
                    "proxied", Scalars.truth("a switch"), "Whether visitors come through Cloudflare's proxy.")
            .byDefault(false);
    private static final Key<AddressSource> ADDRESS =
            Key.required("address", DnsAddressForm.FORM, "This node's public address, or where it is found.");
    private static final Key<Boolean> ADOPT = Key.optional(
                    "adopt",
                    Scalars.truth("a switch"),
                    "Whether a record without a mark is taken over that has this node's address already.")
            .byDefault(false);
    private static final Key<Duration> INTERVAL = Key.optional(
                    "interval",
                    Scalars.duration(Duration.ofSeconds(1), Duration.ofHours(1)),
                    "From one look at the zone to the next.")
            .byDefault("1m");

    private static final Key<Boolean> ON_DRAIN = Key.optional(
                    "drain", Scalars.truth("a switch"), "Whether the records go while this node is drained.")
            .byDefault(true);
    private static final Key<URI> CHECK = Key.required(
            "check", PathUrls.of("a check of the proxies"), "What is asked of the proxies on this host, every 5 s.");
    private static final Key<String> HOST =
            Key.optional("host", Scalars.HOST, "The name that is asked for there; default: the URL's.");
    private static final Key<StatusRanges> STATUS = Key.optional(
            "status",
            ScalarForm.text(
                    "a set of status codes",
                    "codes and ranges such as 200-399 or 200,204",
                    text -> Optional.of(StatusRanges.parse(text)),
                    schema -> schema.put("pattern", "^[0-9]{3}(-[0-9]{3})?(,[0-9]{3}(-[0-9]{3})?)*$")),
            "The answers that are good, in quotes; default: any answer at all.");
    private static final Key<Duration> AFTER = Key.optional(
                    "after",
                    Scalars.duration(Duration.ofSeconds(1), Duration.ofHours(1)),
                    "For how long there must be no good answer.")
            .byDefault("30s");
    private static final Key<EdgeCheck> EDGE = Key.optional(
            "unhealthy_edge",
            MappingForm.of(
                    "a mapping such as {check: \"http://127.0.0.1/\", host: www.example.org}",
                    List.of(CHECK, HOST, STATUS, AFTER),
                    fields -> fields.get(CHECK)
                            .map(url -> new EdgeCheck(
                                    url,
                                    fields.get(HOST),
                                    fields.get(STATUS),
                                    fields.get(AFTER).orElse(Duration.ofSeconds(30))))),
            "Has the records go while our own proxies do not answer through the front door.");
    private static final Key<Withdrawal> WITHDRAW_ON = Key.optional(
            "withdraw_on",
            MappingForm.of(
                    "a mapping with drain or unhealthy_edge",
                    List.of(ON_DRAIN, EDGE),
                    fields -> Optional.of(
                            new Withdrawal(fields.get(ON_DRAIN).orElse(true), fields.get(EDGE), Optional.empty()))),
            "When this node's records go; never the last of a name.");
    private static final Key<Duration> DEAD_AFTER = Key.required(
            "after",
            Scalars.duration(Duration.ofMinutes(1), Duration.ofDays(7)),
            "For how long a majority must have seen the peer dead.");
    private static final Key<Duration> DEAD_PEERS = Key.optional(
            "withdraw_dead_peers",
            MappingForm.of("a mapping such as {after: 10m}", List.of(DEAD_AFTER), fields -> fields.get(DEAD_AFTER)),
            "Has a dead peer's records go; default: never.");

    private static final Key<Endpoint> SERVER =
            Key.optional("server", Scalars.ENDPOINT, "The primary of the zone, for rfc2136.");
    private static final Key<Path> KEY_FILE = Key.optional(
            "key_file",
            FilePaths.FORM,
            "The TSIG key as tsig-keygen writes it, or as [ALGORITHM:]NAME:SECRET in one line, for rfc2136.");
    private static final Key<URI> API_URL = Key.optional(
                    "api_url", PathUrls.of("an API"), "The base URL of Cloudflare's API, or of what speaks it.")
            .byDefault(CLOUDFLARE_API.toString());
    private static final Key<Path> TOKEN_FILE = Key.optional(
            "token_file",
            FilePaths.FORM,
            "The file whose first line is Cloudflare's API token; default: CF_API_TOKEN of the environment, or of secrets.env.");

    static final MappingForm<DnsSettings> FORM = MappingForm.of(
            "a mapping such as {provider: cloudflare, names: [\"*.example.org\"], address: {interface: eth0}}",
            List.of(
                    PROVIDER,
                    NAMES,
                    ZONE,
                    TYPES,
                    TTL,
                    PROXIED,
                    ADDRESS,
                    ADOPT,
                    INTERVAL,
                    WITHDRAW_ON,
                    DEAD_PEERS,
                    SERVER,
                    KEY_FILE,
                    API_URL,
                    TOKEN_FILE),
            DnsForm::build);

    private DnsForm() {}

    private static Optional<DnsSettings> build(Fields fields) {
        refuseOfOthers(fields);
        List<String> names = names(fields);
        return provider(fields)
                .flatMap(provider -> fields.get(ADDRESS)
                        .filter(any -> !names.isEmpty())
                        .map(address -> new DnsSettings(
                                provider,
                                names,
                                types(fields, address),
                                fields.get(TTL).orElse(Duration.ofMinutes(1)),
                                fields.get(PROXIED).orElse(false),
                                address,
                                fields.get(ADOPT).orElse(false),
                                fields.get(INTERVAL).orElse(Duration.ofMinutes(1)),
                                withdrawal(fields))));
    }

    private static Withdrawal withdrawal(Fields fields) {
        Withdrawal own = fields.get(WITHDRAW_ON).orElse(Withdrawal.DEFAULT);
        return new Withdrawal(own.onDrain(), own.edge(), fields.get(DEAD_PEERS));
    }

    /** The names, which are distinct and in the zone. */
    private static List<String> names(Fields fields) {
        List<Located<String>> written = fields.get(NAMES).orElse(List.of());
        Optional<String> zone = fields.get(ZONE);
        for (int i = 0; i < written.size(); i++) {
            Located<String> name = written.get(i);
            if (written.subList(0, i).stream().anyMatch(other -> other.value().equals(name.value()))) {
                fields.where()
                        .problems()
                        .add(
                                name.place(),
                                name.path() + ": '" + name.value() + "' stands here twice, expected it once");
            }
            if (zone.isPresent() && !isIn(name.value(), zone.get())) {
                fields.where()
                        .problems()
                        .add(
                                name.place(),
                                name.path() + ": '" + name.value() + "' is not in the zone, expected a name in "
                                        + zone.get());
            }
        }
        return written.stream().map(Located::value).toList();
    }

    private static boolean isIn(String name, String zone) {
        return name.equals(zone) || name.endsWith("." + zone);
    }

    private static Set<RecordType> types(Fields fields, AddressSource address) {
        Set<RecordType> types = EnumSet.noneOf(RecordType.class);
        fields.get(TYPES).ifPresent(types::addAll);
        if (address instanceof AddressSource.Static written) {
            Set<RecordType> there = EnumSet.noneOf(RecordType.class);
            written.addresses().forEach(one -> there.add(RecordType.of(one)));
            types.stream()
                    .filter(type -> !there.contains(type))
                    .forEach(type -> fields.where()
                            .error(
                                    fields.mapping().place(),
                                    "'types' has " + type + ", and 'address' has none of that kind; expected one"));
            types.addAll(types.isEmpty() ? there : Set.of());
        }
        if (types.isEmpty()) {
            types.add(RecordType.A);
        }
        return types;
    }

    private static Optional<DnsSettings.Provider> provider(Fields fields) {
        return fields.get(PROVIDER)
                .flatMap(word -> word.equals(CLOUDFLARE) ? Optional.of(cloudflare(fields)) : rfc2136(fields));
    }

    private static DnsSettings.Provider cloudflare(Fields fields) {
        if (fields.get(PROXIED).orElse(false) && fields.has(TTL)) {
            fields.where()
                    .error(
                            fields.mapping().place(),
                            "'ttl' is of no use beside 'proxied: true': Cloudflare has its own; expected one of them");
        }
        return new Cloudflare(
                fields.get(API_URL).orElse(CLOUDFLARE_API), fields.get(ZONE), fields.get(TOKEN_FILE), SECRETS);
    }

    private static Optional<DnsSettings.Provider> rfc2136(Fields fields) {
        for (Key<?> needed : List.of(SERVER, ZONE)) {
            if (!fields.has(needed)) {
                fields.where()
                        .error(
                                fields.mapping().place(),
                                "'" + needed.name() + "' is missing, expected "
                                        + needed.form().expected() + " with provider: rfc2136");
            }
        }
        return fields.get(SERVER)
                .flatMap(server -> fields.get(ZONE).map(zone -> new Rfc2136(server, zone, fields.get(KEY_FILE))));
    }

    /** What belongs to the other provider would be ignored in silence. */
    private static void refuseOfOthers(Fields fields) {
        String provider = fields.get(PROVIDER).orElse("");
        List<Key<?>> others =
                switch (provider) {
                    case CLOUDFLARE -> List.of(SERVER, KEY_FILE);
                    case RFC2136 -> List.of(PROXIED, API_URL, TOKEN_FILE);
                    default -> List.of();
                };
        others.stream()
                .filter(fields::has)
                .forEach(key -> fields.where()
                        .error(
                                fields.mapping().place(),
                                "'" + key.name() + "' does not belong to provider: " + provider
                                        + ", expected it left out"));
    }
}
