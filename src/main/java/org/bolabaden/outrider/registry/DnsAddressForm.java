package org.bolabaden.outrider.registry;

import java.net.InetAddress;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.DnsSettings.AddressSource;
import org.bolabaden.outrider.registry.DnsSettings.RecordType;

/** Describes {@code dns.address}. */
final class DnsAddressForm {
    private static final ScalarForm<InetAddress> LITERAL = ScalarForm.text(
                    "an IP address",
                    "an IPv4 or IPv6 address such as 203.0.113.5",
                    text -> Optional.of(text).filter(HostName::isAddress).map(InetAddress::ofLiteral),
                    schema -> schema.put("pattern", "^[0-9A-Fa-f:.]+$"))
            .onlyIf(address -> !address.isAnyLocalAddress() && !address.isMulticastAddress());

    private static final Key<List<InetAddress>> STATIC =
            Key.optional("static", new ListForm<>(LITERAL, 1, "a list of addresses"), "The addresses: one of a kind.");
    private static final Key<String> INTERFACE = Key.optional(
            "interface",
            Scalars.matching("the name of an interface", "1 to 15 characters such as eth0", "[A-Za-z0-9._@-]{1,15}"),
            "The interface that has it.");
    private static final Key<Boolean> PRIVATE = Key.optional(
                    "private",
                    Scalars.truth("a switch"),
                    "Whether an address of the interface is taken that the internet does not route.")
            .byDefault(false);
    private static final Key<List<URI>> ECHO = Key.optional(
            "echo",
            new ListForm<>(PathUrls.of("an echo service"), 1, "a list of URLs"),
            "Services that answer with nothing but the address that they see; each says one of the kind by which it is reached.");
    private static final Key<Integer> AGREE = Key.optional(
                    "agree", Scalars.wholeNumber("a number of services", 1, 16), "How many of them must say the same.")
            .byDefault(2);

    static final Form<AddressSource> FORM = new EitherForm<>(
            LITERAL.map(address -> new AddressSource.Static(List.of(address))),
            MappingForm.of(
                            "a mapping such as {interface: eth0}",
                            List.of(STATIC, INTERFACE, PRIVATE, ECHO, AGREE),
                            DnsAddressForm::build)
                    .eitherOf(List.of(List.of(STATIC), List.of(INTERFACE), List.of(ECHO))));

    private DnsAddressForm() {}

    private static Optional<AddressSource> build(Fields fields) {
        onlyWith(fields, PRIVATE, INTERFACE);
        onlyWith(fields, AGREE, ECHO);
        fields.get(STATIC).ifPresent(addresses -> refuseSecond(fields, addresses));
        Optional<AddressSource> written = fields.get(STATIC).map(AddressSource.Static::new);
        return written.or(() -> fields.get(INTERFACE)
                        .map(name -> new AddressSource.OfInterface(
                                name, fields.get(PRIVATE).orElse(false))))
                .or(() -> fields.get(ECHO).map(services -> echo(fields, services)));
    }

    private static AddressSource echo(Fields fields, List<URI> services) {
        int agree = fields.get(AGREE).orElse(2);
        int different = new HashSet<>(services).size();
        if (agree > different) {
            fields.where()
                    .error(
                            fields.mapping().place(),
                            "'agree' is " + agree + ", with " + different
                                    + " different in 'echo'; expected as many services at least");
        }
        return new AddressSource.Echo(services, agree);
    }

    private static void refuseSecond(Fields fields, List<InetAddress> addresses) {
        Set<RecordType> types = new HashSet<>();
        addresses.stream()
                .map(RecordType::of)
                .filter(type -> !types.add(type))
                .findFirst()
                .ifPresent(type -> fields.where()
                        .error(
                                fields.mapping().place(),
                                "'static' has two addresses for " + type + ", expected one of a kind"));
    }

    private static void onlyWith(Fields fields, Key<?> key, Key<?> other) {
        if (fields.has(key) && !fields.has(other)) {
            fields.where()
                    .error(
                            fields.mapping().place(),
                            "'" + key.name() + "' goes with '" + other.name() + "', expected it left out");
        }
    }
}
