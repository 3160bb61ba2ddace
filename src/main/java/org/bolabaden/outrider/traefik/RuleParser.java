package org.bolabaden.outrider.traefik;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads a router's rule: matchers with quoted arguments, joined by {@code &&}, {@code ||}, {@code !} and parentheses.
 *
 * <p>A rule that Traefik cannot read takes its router out, not the file.
 */
final class RuleParser {
    private static final Set<Integer> ONE = Set.of(1);
    private static final Set<Integer> TWO = Set.of(2);
    private static final Set<Integer> ONE_OR_TWO = Set.of(1, 2);

    /** The matchers of HTTP routers and how many arguments they take. */
    static final Map<String, Set<Integer>> HTTP = Map.ofEntries(
            Map.entry("Host", ONE),
            Map.entry("HostRegexp", ONE),
            Map.entry("Path", ONE),
            Map.entry("PathPrefix", ONE),
            Map.entry("PathRegexp", ONE),
            Map.entry("Method", ONE),
            Map.entry("ClientIP", ONE),
            Map.entry("Header", TWO),
            Map.entry("HeaderRegexp", TWO),
            Map.entry("Query", ONE_OR_TWO),
            Map.entry("QueryRegexp", ONE_OR_TWO));

    /** Those of TCP routers. */
    static final Map<String, Set<Integer>> TCP =
            Map.of("HostSNI", ONE, "HostSNIRegexp", ONE, "ClientIP", ONE, "ALPN", ONE);

    // A rule is one line of a file: deeper than any, and far from the end of the stack.
    private static final int DEEPEST = 100;

    private static final String ESCAPES = "abfnrtv\\\"xuU01234567";

    private final String rule;
    private final Map<String, Set<Integer>> matchers;
    private int at;
    private int depth;

    private RuleParser(String rule, Map<String, Set<Integer>> matchers) {
        this.rule = rule;
        this.matchers = matchers;
    }

    /** Thrown for what Traefik would not take; its message is what is wrong. */
    static final class RuleException extends Exception {
        private static final long serialVersionUID = 1L;

        RuleException(String message) {
            super(message);
        }
    }

    /** Reads it to its end. */
    static void check(String rule, Map<String, Set<Integer>> matchers) throws RuleException {
        RuleParser parser = new RuleParser(rule, matchers);
        parser.alternatives();
        if (parser.at < rule.length()) {
            throw parser.wrong("expected && or || or the end");
        }
    }

    private void alternatives() throws RuleException {
        if (++depth > DEEPEST) {
            throw wrong("nested too deep");
        }
        do {
            do {
                term();
            } while (takes("&&"));
        } while (takes("||"));
        depth--;
    }

    private void term() throws RuleException {
        while (takes("!")) {
            // Any number of them.
        }
        if (takes("(")) {
            alternatives();
            if (!takes(")")) {
                throw wrong("expected )");
            }
            return;
        }
        matcher();
    }

    private void matcher() throws RuleException {
        blanks();
        int start = at;
        while (at < rule.length() && Character.isLetterOrDigit(rule.charAt(at))) {
            at++;
        }
        String name = rule.substring(start, at);
        String known = matchers.keySet().stream()
                .filter(matcher -> spellings(matcher).contains(name))
                .findFirst()
                .orElseThrow(() -> new RuleException(
                        name.isEmpty()
                                ? "expected a matcher such as Host(`example.org`) at character " + (start + 1)
                                : "unknown matcher '" + name + "', expected one of "
                                        + String.join(
                                                ", ",
                                                matchers.keySet().stream()
                                                        .sorted()
                                                        .toList())));
        if (!takes("(")) {
            throw wrong("expected ( after " + name);
        }
        List<String> arguments = arguments();
        if (!matchers.getOrDefault(known, Set.of()).contains(arguments.size())) {
            throw new RuleException(name + " takes "
                    + (matchers.getOrDefault(known, Set.of()).contains(1) ? "one argument" : "two arguments") + ", not "
                    + arguments.size());
        }
        judge(known, arguments);
    }

    /** Traefik takes no other mixture of cases. */
    private static List<String> spellings(String matcher) {
        String lower = matcher.toLowerCase(Locale.ROOT);
        String title = matcher.substring(0, 1) + lower.substring(1);
        return List.of(matcher, lower, title, matcher.toUpperCase(Locale.ROOT));
    }

    private List<String> arguments() throws RuleException {
        List<String> arguments = new ArrayList<>();
        if (takes(")")) {
            return arguments;
        }
        do {
            arguments.add(quoted());
        } while (takes(","));
        if (!takes(")")) {
            throw wrong("expected , or )");
        }
        return arguments;
    }

    /** A Go string: in backticks as it stands, in double quotes with escapes. */
    private String quoted() throws RuleException {
        blanks();
        char quote = at < rule.length() ? rule.charAt(at) : ' ';
        if (quote != '`' && quote != '"') {
            throw wrong("expected an argument in backticks or double quotes");
        }
        StringBuilder text = new StringBuilder();
        for (at++; at < rule.length(); at++) {
            char c = rule.charAt(at);
            if (c == quote) {
                at++;
                return text.toString();
            }
            if (c == '\\' && quote == '"' && at + 1 < rule.length()) {
                at++;
                if (ESCAPES.indexOf(rule.charAt(at)) < 0) {
                    throw wrong("in double quotes a backslash is doubled: not an escape of Go");
                }
            }
            text.append(rule.charAt(at));
        }
        throw wrong("the " + (quote == '`' ? "backtick" : "double quote") + " is not closed");
    }

    private static void judge(String matcher, List<String> arguments) throws RuleException {
        if (arguments.stream().anyMatch(String::isEmpty)) {
            throw new RuleException(matcher + " has an empty argument");
        }
        String last = arguments.getLast();
        if (matcher.endsWith("Regexp")) {
            String fault = GoRegex.fault(last).orElse("");
            if (!fault.isEmpty()) {
                throw new RuleException("the regular expression of " + matcher + " is wrong: " + fault);
            }
        } else if (matcher.startsWith("Path") && !last.startsWith("/")) {
            throw new RuleException(matcher + " is '" + last + "', expected a path that begins with /");
        } else if (matcher.equals("Host") && last.chars().anyMatch(c -> c > 0x7f)) {
            throw new RuleException("Host is '" + last + "', expected ASCII (punycode for other names)");
        }
    }

    private boolean takes(String sign) {
        blanks();
        if (!rule.startsWith(sign, at)) {
            return false;
        }
        at += sign.length();
        return true;
    }

    private void blanks() {
        while (at < rule.length() && Character.isWhitespace(rule.charAt(at))) {
            at++;
        }
    }

    private RuleException wrong(String expected) {
        return new RuleException(expected + " at character " + (at + 1));
    }
}
