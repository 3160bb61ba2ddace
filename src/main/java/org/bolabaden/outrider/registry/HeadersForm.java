package org.bolabaden.outrider.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.Yaml.Scalar;

/** Describes mappings in a check's request and expectation whose keys the user chooses. */
final class HeadersForm {
    private static final ScalarForm<String> NAME =
            Scalars.matching("the name of a header", "1 to 64 letters, digits and hyphens", "[A-Za-z0-9-]{1,64}");
    private static final Set<String> OURS = Set.of("host", "connection", "content-length", "transfer-encoding");
    private static final ScalarForm<String> SENT_NAME = Scalars.matching(
                    "the name of a header to send",
                    "1 to 64 letters, digits and hyphens, and not Host (see 'host'), Connection, Content-Length or Transfer-Encoding",
                    "[A-Za-z0-9-]{1,64}")
            .onlyIf(name -> !OURS.contains(name.toLowerCase(Locale.ROOT)));
    private static final ScalarForm<String> SENT = Scalars.matching(
                    "the value of a header", "up to 1024 visible ASCII characters and spaces", "[\\x20-\\x7e]{0,1024}")
            .neverShown();
    private static final ScalarForm<HeaderValue> EXPECTED = ScalarForm.text(
            "what a header must be",
            "a text of 1 to 1024 characters, or a tilde and an RE2 expression",
            text -> Optional.of(text)
                    .filter(t -> !t.isEmpty() && t.length() <= Regex.MOST)
                    .map(HeaderValue::parse),
            schema -> schema.put("minLength", 1).put("maxLength", Regex.MOST));
    private static final ScalarForm<String> POINTER =
            Scalars.matching("a JSON pointer", "a pointer such as /status or /checks/0/ok", "(?:/[^/]{0,128}){1,16}");
    private static final ScalarForm<String> VALUE = new ScalarForm<>(
            "a value of a JSON document",
            "a text, a number, true or false",
            Set.of(Scalar.Type.TEXT, Scalar.Type.WHOLE_NUMBER, Scalar.Type.NUMBER, Scalar.Type.TRUTH),
            Optional::of,
            schema -> schema.putArray("type").add("string").add("number").add("boolean"),
            ScalarForm.Repeated.ALL);

    static final Form<List<TableForm.Row<String, String>>> SENT_ONES =
            new TableForm<>(SENT_NAME, SENT, "a mapping of header names to values");
    static final Form<List<TableForm.Row<String, HeaderValue>>> EXPECTED_ONES =
            new TableForm<>(NAME, EXPECTED, "a mapping of header names to values");
    static final Form<List<TableForm.Row<String, String>>> JSON =
            new TableForm<>(POINTER, VALUE, "a mapping of JSON pointers to values, such as {/status: UP}");

    private HeadersForm() {}

    /** The rows by their names; the last of a name counts. */
    static <V> Map<String, V> byName(List<TableForm.Row<String, V>> rows) {
        Map<String, V> all = new LinkedHashMap<>();
        rows.forEach(row -> all.put(row.name().value(), row.value()));
        return all;
    }
}
