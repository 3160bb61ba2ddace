package org.bolabaden.outrider.render;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the author of a template calls the things that a template sees, instead of their classes. */
final class Vocabulary {
    private static final Pattern CLASS = Pattern.compile("\\b(?:[a-z]\\w*\\.)+(?:[A-Z]\\w*[$.])*([A-Z]\\w*)\\b");

    private Vocabulary() {}

    /** One word: {@code service}, {@code text}, {@code list}. */
    static String kind(@Nullable Object value) {
        return value == null ? "nothing" : kind(value.getClass());
    }

    private static String kind(Class<?> type) {
        if (Number.class.isAssignableFrom(type)) {
            return "number";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "list";
        }
        return kind(type.getSimpleName());
    }

    private static String kind(String simpleName) {
        return switch (simpleName) {
            case "String" -> "text";
            case "Integer", "Long", "Double", "Number" -> "number";
            case "Boolean" -> "truth value";
            case "List", "ListN", "List12" -> "list";
            default -> simpleName.toLowerCase(Locale.ROOT);
        };
    }

    /** With its article: {@code a service}. */
    static String oneOf(Class<?> type) {
        return "a " + kind(type);
    }

    /** The names that may stand behind one of these, in the order of the alphabet. */
    static List<String> names(@Nullable Object value) {
        return switch (value) {
            case null -> List.of();
            case String text -> List.of("haproxy", "isEmpty", "length", "yaml");
            case Collection<?> list -> List.of("first", "get", "isEmpty", "last", "size", "take");
            case Map<?, ?> map ->
                map.keySet().stream().map(String::valueOf).sorted().toList();
            default -> isOurs(value.getClass()) ? properties(value.getClass()) : List.of();
        };
    }

    private static boolean isOurs(Class<?> type) {
        return type == Model.class || type.getEnclosingClass() == Model.class;
    }

    private static List<String> properties(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
                .map(Method::getName)
                .filter(name -> !List.of("equals", "hashCode", "toString").contains(name))
                .distinct()
                .sorted()
                .toList();
    }

    /** The text with these words where it names classes. */
    static String plain(String text) {
        return CLASS.matcher(text).replaceAll(found -> Matcher.quoteReplacement("a " + kind(found.group(1))));
    }
}
