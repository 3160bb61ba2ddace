package org.bolabaden.outrider.traefik;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.bolabaden.outrider.traefik.Value.Items;
import org.bolabaden.outrider.traefik.Value.Nothing;
import org.bolabaden.outrider.traefik.Value.Scalar;
import org.bolabaden.outrider.traefik.Value.Table;

/**
 * Compares a value with its shape. What it tells makes Traefik drop the whole provider, or is read as something other
 * than what is written.
 */
final class ShapeCheck {
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,19}");
    /** What Go's durations look like; a bare number is seconds. */
    private static final Pattern DURATION =
            Pattern.compile("[-+]?([0-9]+|0|(([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)");

    private static final Set<String> TRUTHS =
            Set.of("1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False");
    // At the top Traefik ignores what it does not know: the usual place for anchors.
    private static final String EXTENSION = "x-";

    private final Findings findings;

    private ShapeCheck(Findings findings) {
        this.findings = findings;
    }

    /** Tells what does not fit in a whole file. */
    static void check(Table file, Findings findings) {
        ShapeCheck check = new ShapeCheck(findings);
        file.entries().forEach((key, entry) -> {
            if (!key.startsWith(EXTENSION)) {
                check.key(DynamicShapes.FILE, "", key, entry);
            }
        });
    }

    private void check(Shape shape, String path, int line, Value value) {
        switch (shape) {
            case Shape.Mapping mapping -> mapping(mapping, path, line, value);
            case Shape.Named named -> named(named, path, line, value);
            case Shape.Many many -> many(many, path, line, value);
            case Shape.Plain plain -> plain(plain, path, line, value);
            case Shape.Any any -> {}
        }
    }

    private void mapping(Shape.Mapping shape, String path, int line, Value value) {
        switch (value) {
            case Nothing nothing -> {}
            case Table table
            when table.entries().isEmpty() && !shape.mayBeEmpty() ->
                findings.add(line, path + " is empty: leave it out, Traefik refuses the file for it");
            case Table table -> table.entries().forEach((key, entry) -> key(shape, path, key, entry));
            case Scalar scalar when shape.mayBeEmpty() && TRUTHS.contains(scalar.text()) -> {}
            case Scalar scalar -> misfit(line, path, scalar, "a mapping");
            case Items items -> misfit(line, path, items, "a mapping");
        }
    }

    private void key(Shape.Mapping shape, String path, String key, Value.Entry entry) {
        String full = path.isEmpty() ? key : path + "." + key;
        Shape expected = shape.keys().get(key.toLowerCase(Locale.ROOT));
        if (expected == null) {
            findings.add(entry.line(), "unknown key '" + key + "'" + (path.isEmpty() ? "" : " in " + path));
        } else {
            check(expected, full, entry.line(), entry.value());
        }
    }

    private void named(Shape.Named shape, String path, int line, Value value) {
        switch (value) {
            case Nothing nothing -> {}
            case Table table
            when table.entries().isEmpty() ->
                findings.add(line, path + " is empty: leave it out, Traefik refuses the file for it");
            case Table table ->
                table.entries()
                        .forEach((name, entry) -> each(shape.each(), path + "." + name, entry.line(), entry.value()));
            case Scalar scalar -> misfit(line, path, scalar, "a mapping from names");
            case Items items -> misfit(line, path, items, "a mapping from names");
        }
    }

    /** One that has a name may be without any key as far as the file's shape goes. */
    private void each(Shape shape, String path, int line, Value value) {
        check(shape instanceof Shape.Mapping mapping ? mapping.orEmpty() : shape, path, line, value);
    }

    private void many(Shape.Many shape, String path, int line, Value value) {
        switch (value) {
            case Nothing nothing -> {}
            case Items items -> {
                for (int i = 0; i < items.values().size(); i++) {
                    Value item = items.values().get(i);
                    String which = path + "[" + i + "]";
                    if (item instanceof Table) {
                        each(shape.each(), which, item.line(), item);
                    } else {
                        misfit(item.line(), which, item, "a mapping");
                    }
                }
            }
            case Scalar scalar -> misfit(line, path, scalar, "a list of mappings");
            case Table table -> misfit(line, path, table, "a list of mappings");
        }
    }

    private void plain(Shape.Plain shape, String path, int line, Value value) {
        switch (value) {
            case Nothing nothing -> {}
            case Scalar scalar when fits(shape, scalar.text()) -> {}
            case Items items
            when shape == Shape.Plain.TEXTS ->
                items.values().forEach(item -> {
                    if (!(item instanceof Scalar)) {
                        misfit(item.line(), path, item, "a text in its list");
                    }
                });
            case Scalar scalar -> misfit(line, path, scalar, shape.noun());
            case Items items -> misfit(line, path, items, shape.noun());
            case Table table -> misfit(line, path, table, shape.noun());
        }
    }

    private static boolean fits(Shape.Plain shape, String text) {
        return switch (shape) {
            case TEXT, TEXTS -> true;
            case WHOLE -> WHOLE.matcher(text).matches();
            case TRUTH -> TRUTHS.contains(text);
            case DURATION -> DURATION.matcher(text).matches();
        };
    }

    private void misfit(int line, String path, Value value, String expected) {
        findings.add(line, path + " is " + value.shown() + ", expected " + expected);
    }
}
