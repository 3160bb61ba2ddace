package org.bolabaden.outrider.registry;

import java.util.List;

/** Describes what only a check over TCP has. */
final class TcpCheckForm {
    static final ScalarForm<Octets> OCTETS = ScalarForm.text(
            "a text to send or expect",
            "a text of 1 to " + Octets.MOST + " bytes, with \\r, \\n, \\t, \\\\ and \\xHH for what is not text",
            Octets::parse,
            schema -> schema.put("minLength", 1).put("maxLength", 4 * Octets.MOST));

    private static final Key<Located<Octets>> SEND = Key.optional(
            "send",
            OCTETS.located(),
            "What a check over TCP sends first, with \\r, \\n, \\t and \\xHH; without expect, any answer passes.");

    static final List<Key<?>> KEYS = List.of(SEND);

    private TcpCheckForm() {}

    static TcpPart part(Fields fields) {
        return new TcpPart(fields.get(SEND), ExpectForm.ofTcp(fields));
    }
}
