package org.bolabaden.outrider.traefik;

import java.util.List;
import java.util.Map;
import org.bolabaden.outrider.traefik.Value.Scalar;
import org.bolabaden.outrider.traefik.Value.Table;

/** What an HTTP middleware means. */
record MiddlewareCheck(References references, Findings findings) {
    private static final Map<String, List<String>> REGEXES = Map.of(
            "redirectRegex", List.of("regex"),
            "replacePathRegex", List.of("regex"),
            "stripPrefixRegex", List.of("regex"),
            "headers", List.of("accessControlAllowOriginListRegex"),
            "forwardAuth", List.of("authResponseHeadersRegex"));

    void check(String name, int line, Table middleware) {
        String what = "middleware '" + name + "'";
        if (middleware.entries().size() != 1) {
            findings.add(line, what + " has " + middleware.entries().size() + " kinds, expected one");
            return;
        }
        middleware.table("chain").ifPresent(chain -> references.all(what, chain, "middlewares", Kind.HTTP_MIDDLEWARE));
        middleware.table("errors").ifPresent(errors -> references.one(what, errors, "service", Kind.HTTP_SERVICE));
        REGEXES.forEach((kind, keys) -> middleware
                .table(kind)
                .ifPresent(table -> keys.forEach(key -> {
                    // As it stands: a comma in it does not part two of them.
                    table.scalar(key)
                            .ifPresentOrElse(
                                    regex -> regex(what, regex),
                                    () -> table.scalars(key).forEach(regex -> regex(what, regex)));
                })));
        middleware.table("retry").ifPresent(retry -> attempts(what, line, retry));
    }

    private void regex(String what, Scalar regex) {
        GoRegex.fault(regex.text())
                .ifPresent(fault -> findings.add(
                        regex.line(), what + ": the regular expression " + regex.shown() + " is wrong: " + fault));
    }

    private void attempts(String what, int line, Table retry) {
        if (retry.scalar("attempts")
                .map(Scalar::text)
                .filter(text -> text.matches("\\+?0*[1-9][0-9]*"))
                .isEmpty()) {
            findings.add(line, what + ": retry needs attempts, one or more");
        }
    }
}
