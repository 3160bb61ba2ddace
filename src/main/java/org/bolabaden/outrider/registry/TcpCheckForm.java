package org.bolabaden.outrider.registry;

import java.util.List;

/** Describes what a check over TCP has. */
final class TcpCheckForm implements CheckKind {
    static final CheckKind KIND = new TcpCheckForm();

    private static final String BYTES =
            "a text of 1 to " + Octets.MOST + " bytes, with \\r, \\n, \\t, \\\\ and \\xHH for what is not text";

    static final ScalarForm<Heard> HEARD = ScalarForm.text(
            "a text to expect",
            BYTES + ", or a tilde and an RE2 expression",
            Heard::parse,
            schema -> schema.put("minLength", 1).put("maxLength", 4 * Octets.MOST));

    private static final ScalarForm<Octets> OCTETS = ScalarForm.text(
            "a text to send",
            BYTES,
            Octets::parse,
            schema -> schema.put("minLength", 1).put("maxLength", 4 * Octets.MOST));

    private static final OwnKey<Octets> SEND = OwnKey.of(Key.optional(
            "send",
            OCTETS.located(),
            "What a check over TCP sends first, with \\r, \\n, \\t and \\xHH; without expect, any answer passes."));

    private TcpCheckForm() {}

    @Override
    public List<OwnKey<?>> keys() {
        return List.of(SEND, ExpectForm.OF_TCP, CheckTlsForm.TLS);
    }

    @Override
    public Check resolve(Check.Common common, OwnFields own, Surroundings surroundings) {
        return new Check.Tcp(
                common, own.get(SEND), own.get(ExpectForm.OF_TCP), CheckTlsForm.resolve(own, surroundings));
    }
}
