package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.observe.Visible;

/**
 * Lays the environment over a file: a single value at {@code api.listen} is replaced by {@code OUTRIDER_API_LISTEN}
 * when that is set and not empty. Lists and entries of lists have no variable.
 */
final class EnvironmentOverlay {
    private static final String PREFIX = "OUTRIDER";

    private final Map<String, String> environment;

    EnvironmentOverlay(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The file's mapping with the variables laid over it. */
    Yaml over(Yaml file, MappingForm<?> form) {
        return file instanceof Yaml.Mapping mapping ? over(mapping, form, PREFIX) : file;
    }

    private Yaml.Mapping over(Yaml.Mapping mapping, MappingForm<?> form, String prefix) {
        List<Yaml.Entry> entries = new ArrayList<>(mapping.entries());
        for (Key<?> key : form.keys()) {
            String variable = prefix + "_" + key.name().toUpperCase(Locale.ROOT).replace('-', '_');
            Optional<Yaml.Entry> written = mapping.find(key.name());
            replacement(key.form(), written.map(Yaml.Entry::value), variable).ifPresent(value -> {
                written.ifPresent(entries::remove);
                entries.add(new Yaml.Entry(name(key, value.place()), value));
            });
        }
        return new Yaml.Mapping(mapping.place(), entries);
    }

    private Optional<Yaml> replacement(Form<?> form, Optional<Yaml> written, String variable) {
        return switch (form) {
            case LocatedForm<?> located -> replacement(located.form(), written, variable);
            case ScalarForm<?> scalar ->
                Optional.ofNullable(environment.get(variable))
                        .filter(text -> !text.isEmpty())
                        .map(text -> value(text, variable));
            case EitherForm<?> either ->
                replacement(either.brief(), written, variable).or(() -> replacement(either.full(), written, variable));
            case MappingForm<?> inner -> {
                Place place = Place.startOf(Path.of(variable));
                Yaml below = written.orElse(new Yaml.Mapping(place, List.of()));
                yield below instanceof Yaml.Mapping mapping
                        ? Optional.<Yaml>of(over(mapping, inner, variable)).filter(laid -> !laid.equals(below))
                        : Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    private static Yaml.Scalar value(String text, String variable) {
        return new Yaml.Scalar(Place.startOf(Path.of(variable)), Visible.text(text), Yaml.Scalar.Type.ANY);
    }

    private static Yaml.Scalar name(Key<?> key, Place place) {
        return new Yaml.Scalar(place, key.name(), Yaml.Scalar.Type.TEXT);
    }
}
