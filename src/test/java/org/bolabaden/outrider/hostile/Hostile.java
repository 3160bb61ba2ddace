package org.bolabaden.outrider.hostile;

import java.util.List;
import java.util.random.RandomGenerator;

/** Texts that are apt to break something, or to show that something is broken. */
public final class Hostile {
    /** What no message, event or file may ever have: a password or token of ours. */
    public static final String SECRET = "S3cr3tOfOurs0815";

    /** What no line of a proxy's file may begin with, nor be. */
    public static final String INJECTED = "zz-injected";

    static final List<String> NUMBERS = List.of(
            "0",
            "-1",
            "00",
            "65536",
            "99999",
            "2147483647",
            "2147483648",
            "-2147483649",
            "4294967296",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551616",
            "9".repeat(400),
            "1e999",
            "-1e-999",
            "NaN",
            "0x7fffffff",
            "1_000",
            "0.1",
            "\u0661\u0662");

    static final List<String> TEXTS = List.of(
            "",
            " ",
            "\0",
            "\r\n",
            "\n",
            "\r",
            "\t",
            "\n" + INJECTED + " on\n",
            "\r\n  " + INJECTED + ": 1\r\n",
            "\u0085" + INJECTED,
            "\u2028" + INJECTED + "\u2029",
            "\u001b[2J\u001b]0;owned\u0007",
            "\u009b31m",
            "\u202eevil\u202c",
            "\u2066x\u2069",
            "\u200b",
            "\ufeff",
            "\u007f",
            "\ud83d\ude00",
            "\u0130\u0131\u017f\u212a",
            "e\u0301\u0301\u0301\u0301",
            "' " + INJECTED + " \"",
            "\"\n" + INJECTED + "\n\"",
            "\\",
            "\\n" + INJECTED,
            "${" + INJECTED + "}",
            "%[" + INJECTED + "]",
            "{" + INJECTED + "}",
            "{#for x in y}",
            "# " + INJECTED,
            "; " + INJECTED,
            "`" + INJECTED + "`",
            "|",
            "*",
            "&a",
            "!!java.lang.Runtime x",
            "<script>alert(1)</script>",
            "../../../../etc/passwd",
            "/dev/zero",
            "file:///etc/shadow",
            "https://user:pass@host/",
            "a".repeat(300),
            "a.".repeat(200),
            "-",
            ".",
            "..",
            ":",
            "@",
            "::",
            "[::1]",
            "fe80::1%lo",
            "1.2.3.4.5",
            "0x7f.1",
            "null",
            "true",
            "~");

    private static final List<String> OPENINGS =
            List.of("[", "{", "(", "[{", "{\"a\":", "- ", "? ", "<a>", "*1\r\n", "\"");

    private Hostile() {}

    /** A number that few expect. */
    public static String number(RandomGenerator random) {
        return NUMBERS.get(random.nextInt(NUMBERS.size()));
    }

    /** A text that few expect, never long. */
    public static String text(RandomGenerator random) {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    /** Something that begins again and again without an end. */
    static String nesting(RandomGenerator random) {
        int depth = 1 << random.nextInt(random.nextInt(8) == 0 ? 16 : 9);
        return OPENINGS.get(random.nextInt(OPENINGS.size())).repeat(depth);
    }

    /** A line without an end. */
    static String longLine(RandomGenerator random) {
        int length = 1 << (8 + random.nextInt(10));
        String part = random.nextBoolean() ? "a" : random.nextBoolean() ? " " : "9";
        return part.repeat(length);
    }
}
