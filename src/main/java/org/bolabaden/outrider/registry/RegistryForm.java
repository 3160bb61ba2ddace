package org.bolabaden.outrider.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.registry.WrittenRegistry.Body;
import org.bolabaden.outrider.registry.WrittenRegistry.Defaults;
import org.bolabaden.outrider.registry.WrittenRegistry.WrittenNode;
import org.bolabaden.outrider.registry.WrittenRegistry.WrittenService;

/** Describes services.yaml, and the files that it includes. */
final class RegistryForm {
    private static final ScalarForm<Integer> FORMAT = Scalars.wholeNumber("a version of this format", 1, 1);
    private static final String VERSION_TEXT = "The version of this format.";
    private static final Key<Integer> VERSION = Key.required("version", FORMAT, VERSION_TEXT);
    private static final Key<Integer> VERSION_AGAIN = Key.optional("version", FORMAT, VERSION_TEXT);

    private static final Key<List<Located<String>>> INCLUDE = Key.optional(
            "include",
            new ListForm<>(
                    IncludePattern.FORM.located(), 0, "a list of paths or globs such as [\"services.d/*.yaml\"]"),
            "Further files with the same keys, relative to this one; *, ?, [] and ** are allowed.");

    private static final Key<String> ADDRESS =
            Key.optional("address", Scalars.HOST, "Where the node is reached, when that is not its name.");
    private static final Key<List<TableForm.Row<String, WrittenNode>>> NODES = Key.optional(
            "nodes",
            new TableForm<>(
                    Scalars.HOST,
                    MappingForm.of(
                            "a mapping such as {address: 10.8.0.1}, or {}",
                            List.of(ADDRESS, MaintenanceForm.KEY),
                            fields -> Optional.of(new WrittenNode(
                                    fields.get(ADDRESS),
                                    fields.get(MaintenanceForm.KEY).orElse(List.of())))),
                    "a mapping of nodes"),
            "What the nodes are called and where they are reached.");

    private static final Key<WrittenCheck> CHECK =
            Key.optional("check", CheckForm.FORM, "What a service's check inherits.");
    private static final Form<WrittenCheck> OF_SECTION = MappingForm.of(
            "a mapping with check",
            List.of(CHECK),
            fields -> Optional.of(fields.get(CHECK).orElse(WrittenCheck.NOTHING)));
    private static final Key<WrittenCheck> OF_HTTP =
            Key.optional("http", OF_SECTION, "What http services inherit, before the general defaults.");
    private static final Key<WrittenCheck> OF_TCP =
            Key.optional("tcp", OF_SECTION, "What tcp services inherit, before the general defaults.");
    private static final Form<Defaults> DEFAULTS_FORM = MappingForm.of(
            "a mapping with check, http or tcp",
            List.of(CHECK, OF_HTTP, OF_TCP),
            fields -> Optional.of(new Defaults(
                    fields.get(CHECK).orElse(WrittenCheck.NOTHING),
                    fields.get(OF_HTTP).orElse(WrittenCheck.NOTHING),
                    fields.get(OF_TCP).orElse(WrittenCheck.NOTHING))));
    private static final Key<Defaults> DEFAULTS =
            Key.optional("defaults", DEFAULTS_FORM, "What services inherit that do not say it themselves.");

    private static final Key<Boolean> ALLOW_SHRINK = Key.optional(
                    "allow_shrink",
                    Scalars.truth("a truth value"),
                    "Confirms a change that drops more than half of the services or backends at once; held without it.")
            .byDefault(false);

    private static final Key<List<TableForm.Row<String, Body>>> HTTP = Key.optional(
            "http",
            new TableForm<>(ServiceForm.HTTP_NAME, ServiceForm.HTTP, "a mapping of host names to services"),
            "Services that are found by host name.");
    private static final Key<List<TableForm.Row<String, Body>>> TCP = Key.optional(
            "tcp",
            new TableForm<>(ServiceForm.TCP_NAME, ServiceForm.TCP, "a mapping of names to services"),
            "Services that are found by port.");

    /** services.yaml itself. */
    static final MappingForm<WrittenRegistry> ROOT = MappingForm.of(
            "a registry that begins with version: 1",
            List.of(VERSION, INCLUDE, ALLOW_SHRINK, NODES, DEFAULTS, HTTP, TCP),
            RegistryForm::build);

    /** A file that it includes. */
    static final MappingForm<WrittenRegistry> INCLUDED = MappingForm.of(
                    "a mapping with http, tcp, nodes or include",
                    List.of(VERSION_AGAIN, INCLUDE, NODES, HTTP, TCP),
                    RegistryForm::build)
            .refusing(Map.of(
                    "defaults", "is not allowed in an included file, expected it in the first file alone",
                    "allow_shrink", "is not allowed in an included file, expected it in the first file alone"));

    // Of the service of another one's replicas.
    private static final String ENDING = "-ro";

    private RegistryForm() {}

    private static Optional<WrittenRegistry> build(Fields fields) {
        List<WrittenService> services = new ArrayList<>();
        fields.get(HTTP).ifPresent(rows -> rows.forEach(row -> services.add(service(Section.HTTP, row))));
        fields.get(TCP)
                .ifPresent(rows -> rows.forEach(row -> {
                    services.add(service(Section.TCP, row));
                    row.value()
                            .primary()
                            .readPool()
                            .flatMap(pool -> readPool(row, pool, fields.where()))
                            .ifPresent(services::add);
                }));
        return Optional.of(new WrittenRegistry(
                fields.get(INCLUDE).orElse(List.of()),
                fields.get(NODES).orElse(List.of()),
                fields.get(DEFAULTS),
                fields.get(ALLOW_SHRINK).orElse(false),
                List.copyOf(services)));
    }

    private static WrittenService service(Section section, TableForm.Row<String, Body> row) {
        Located<String> name = row.name();
        return new WrittenService(
                new Located<>(new ServiceName(name.value()), name.place(), name.path()),
                section,
                row.value(),
                Optional.empty());
    }

    private static Optional<WrittenService> readPool(
            TableForm.Row<String, Body> row, Located<WrittenPrimary.ReadPool> pool, Where where) {
        String name = row.name().value() + ENDING;
        if (ServiceForm.TCP_NAME.parse(name).isEmpty()) {
            where.problems()
                    .add(
                            pool.place(),
                            pool.path() + ": the service's name is too long for one, expected at most "
                                    + (ServiceForm.LONGEST_NAME - ENDING.length()) + " characters");
            return Optional.empty();
        }
        return Optional.of(new WrittenService(
                new Located<>(new ServiceName(name), pool.place(), pool.path()),
                Section.TCP,
                row.value().at(pool.value().port()),
                Optional.of(new WrittenRegistry.ReadsOf(
                        new ServiceName(row.name().value()), pool.value().maxLag()))));
    }
}
