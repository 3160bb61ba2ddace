package org.bolabaden.outrider.registry;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What only a check over TCP has, as far as it is written at one level. */
record TcpPart(Optional<Located<Octets>> send, Optional<Located<Octets>> expect) {
    static final TcpPart NOTHING = new TcpPart(Optional.empty(), Optional.empty());

    TcpPart under(TcpPart nearer) {
        return new TcpPart(nearer.send.or(() -> send), nearer.expect.or(() -> expect));
    }

    List<Located<?>> written() {
        return Stream.of(send, expect).<Located<?>>flatMap(Optional::stream).toList();
    }

    Check resolve(Check.Common common) {
        return new Check.Tcp(common, send.map(Located::value), expect.map(Located::value));
    }
}
