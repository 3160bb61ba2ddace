package org.bolabaden.outrider.registry;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bolabaden.outrider.registry.WrittenPrimary.Choice;
import org.bolabaden.outrider.registry.WrittenRegistry.WrittenService;

/**
 * Makes of what services say of their primaries what is meant, once their backends and checks are known.
 *
 * @param here what names and paths mean
 * @param problems takes the mistakes
 */
record PrimaryAssembly(CheckKind.Surroundings here, Problems problems) {

    /** Who tells the service's primary; empty: it has none. */
    Optional<PrimarySource> source(WrittenPrimary written, Check check, List<Backend> backends) {
        Optional<PrimarySource> sentinels =
                written.sentinel().map(sentinel -> new PrimarySource.Sentinels(sentinel.resolve(here, problems)));
        return sentinels.or(() -> written.choice()
                .flatMap(choice ->
                        choice.value().equals(Choice.ROLE) ? Optional.of(byRole(check)) : named(choice, backends)));
    }

    private static PrimarySource byRole(Check check) {
        Optional<Check.Redis> asked = redis(check);
        return new PrimarySource.ByRole(
                asked.flatMap(Check.Redis::login),
                asked.flatMap(Check.Redis::tls).orElse(CheckTls.OFF));
    }

    private Optional<PrimarySource> named(Located<Choice> choice, List<Backend> backends) {
        List<BackendId> meant = backends.stream()
                .map(Backend::id)
                .filter(backend -> choice.value().names(backend.endpoint()))
                .toList();
        if (meant.size() != 1 && !backends.isEmpty()) {
            String all = backends.stream()
                    .map(backend -> backend.id().endpoint().toString())
                    .collect(Collectors.joining(", "));
            problems.add(
                    choice.place(),
                    choice.path() + ": '" + choice.value() + "' is " + (meant.isEmpty() ? "none" : "more than one")
                            + " of its backends, expected role or one of " + all);
        }
        return meant.size() == 1 ? Optional.of(new PrimarySource.Named(meant.getFirst())) : Optional.empty();
    }

    /** The service of another one's replicas; empty when that one has a mistake. */
    Optional<Service> readPool(WrittenService written, Optional<Service> primary) {
        return primary.filter(parent ->
                        parent.primary().isPresent() && !parent.backends().isEmpty())
                .map(parent -> readPool(written, parent));
    }

    private static Service readPool(WrittenService written, Service parent) {
        ServiceName name = written.name().value();
        Check check = replicaCheck(written, parent);
        return new Service(
                name,
                parent.section(),
                List.of(),
                written.body().boundPort(),
                parent.balance(),
                Optional.empty(),
                Optional.empty(),
                parent.dependsOn(),
                parent.maintenance(),
                parent.backends().stream()
                        .map(backend -> backend.of(name, check))
                        .toList(),
                Optional.of(parent.name()));
    }

    private static Check replicaCheck(WrittenService written, Service parent) {
        Check own = parent.backends().getFirst().check();
        Optional<Check.Redis> asked = redis(own);
        Optional<Check.Redis.Login> login = asked.flatMap(Check.Redis::login);
        Optional<CheckTls> tls = asked.flatMap(Check.Redis::tls);
        if (parent.sentinel().isPresent()) {
            login = parent.sentinel().get().redis();
            tls = Optional.of(parent.sentinel().get().redisTls()).filter(CheckTls::wanted);
        }
        return new Check.Redis(
                asked.map(Check.Redis::common).orElse(new Check.Common(own.schedule())),
                Optional.of(Check.Redis.Role.REPLICA),
                written.readsOf().flatMap(WrittenRegistry.ReadsOf::maxLag),
                login,
                tls);
    }

    /** The check that knows how Redis is asked: itself, or the first such part. */
    private static Optional<Check.Redis> redis(Check check) {
        Stream<Check> parts = check instanceof Check.Several several ? several.parts().stream() : Stream.of(check);
        return parts.filter(Check.Redis.class::isInstance)
                .map(Check.Redis.class::cast)
                .findFirst();
    }
}
