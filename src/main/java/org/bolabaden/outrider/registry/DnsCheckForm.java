package org.bolabaden.outrider.registry;

import java.util.List;

/** Describes what a check of a DNS server has. */
final class DnsCheckForm implements CheckKind {
    static final CheckKind KIND = new DnsCheckForm();

    private static final OwnKey<String> QUERY = OwnKey.of(Key.optional(
            "query",
            // As servers have them, which is more than host names: underscores, and the root.
            Scalars.matching(
                            "a name to ask for",
                            "a name such as site.example.org",
                            "\\.|(?=.{1,253}$)[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*\\.?")
                    .located(),
            "The name that a check of a DNS server asks for."));
    private static final OwnKey<Check.Dns.RecordType> RECORD = OwnKey.of(Key.optional(
                    "record",
                    Scalars.word("a type of record", List.of(Check.Dns.RecordType.values()), Enum::name)
                            .located(),
                    "The type of record that it asks for.")
            .byDefault("A"));
    private static final OwnKey<String> ANSWER = OwnKey.of(Key.optional(
            "answer",
            Scalars.matching("an answer", "an address, a name or a text of 1 to 255 characters", "[ -~]{1,255}")
                    .located(),
            "What one of the records must be (A, AAAA, CNAME, NS, PTR, TXT); default: any."));
    private static final OwnKey<Check.Dns.Transport> TRANSPORT = OwnKey.of(Key.optional(
                    "transport",
                    Scalars.word("a transport", List.of(Check.Dns.Transport.values()), Check.Dns.Transport::word)
                            .located(),
                    "Over which a DNS server is asked.")
            .byDefault(Check.Dns.Transport.UDP.word()));

    // Stands for one that was told to be missing, in a registry that never takes effect.
    private static final String MISSING = ".";

    private DnsCheckForm() {}

    @Override
    public List<OwnKey<?>> keys() {
        return List.of(QUERY, RECORD, ANSWER, TRANSPORT);
    }

    @Override
    public List<OwnKey<?>> required() {
        return List.of(QUERY);
    }

    @Override
    public void verify(OwnFields own, Problems problems) {
        Check.Dns.RecordType record = record(own);
        own.located(ANSWER)
                .filter(answer -> !fits(answer.value(), record))
                .ifPresent(answer -> problems.add(
                        answer.place(),
                        answer.path() + ": does not fit a record of type " + record + ", expected " + fit(record)));
    }

    private static boolean fits(String answer, Check.Dns.RecordType record) {
        return switch (record) {
            case A -> HostName.isAddress(answer) && answer.indexOf(':') < 0;
            case AAAA -> HostName.isAddress(answer) && answer.indexOf(':') >= 0;
            default -> record.comparable();
        };
    }

    private static String fit(Check.Dns.RecordType record) {
        return switch (record) {
            case A -> "an IPv4 address";
            case AAAA -> "an IPv6 address";
            default -> "no answer";
        };
    }

    private static Check.Dns.RecordType record(OwnFields own) {
        return own.get(RECORD).orElse(Check.Dns.RecordType.A);
    }

    @Override
    public Check resolve(Check.Common common, OwnFields own, Surroundings surroundings) {
        return new Check.Dns(
                common,
                own.get(QUERY).orElse(MISSING),
                record(own),
                own.get(ANSWER),
                own.get(TRANSPORT).orElse(Check.Dns.Transport.UDP));
    }
}
