package org.bolabaden.outrider.registry;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A {@code check:} as far as it is written at one level. What is empty is inherited, field by field, from the next
 * level: service, section defaults, defaults, this node's {@code health_checks}.
 *
 * @param type the kind of check
 * @param common what every kind has
 * @param http what only a check over HTTP has
 * @param tcp what only a check over TCP has
 */
record WrittenCheck(Optional<Type> type, CommonPart common, HttpPart http, TcpPart tcp) {
    static final WrittenCheck NOTHING =
            new WrittenCheck(Optional.empty(), CommonPart.NOTHING, HttpPart.NOTHING, TcpPart.NOTHING);

    /** The kinds of check, by their word in the file. */
    enum Type {
        HTTP("http"),
        TCP("tcp");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        static Type of(Section section) {
            return switch (section) {
                case HTTP -> HTTP;
                case TCP -> TCP;
            };
        }
    }

    /** The fields of this level that only checks of that type have. */
    List<Located<?>> writtenFor(Type kind) {
        return switch (kind) {
            case HTTP -> http.written();
            case TCP -> tcp.written();
        };
    }

    /** This level with a nearer one laid over it; a change of type drops what was meant for the other type. */
    WrittenCheck under(WrittenCheck nearer) {
        boolean changes = type.isPresent() && nearer.type.isPresent() && !type.equals(nearer.type);
        WrittenCheck kept = changes ? NOTHING : this;
        return new WrittenCheck(
                nearer.type.or(() -> type),
                common.under(nearer.common),
                kept.http.under(nearer.http),
                kept.tcp.under(nearer.tcp));
    }

    /** The check that runs, with the last defaults filled in. */
    Check resolve(Section section, Check.Schedule standard, UnaryOperator<String> addressOf) {
        Check.Common resolved = common.resolve(standard, addressOf);
        return switch (type.orElse(Type.of(section))) {
            case TCP -> tcp.resolve(resolved);
            case HTTP -> http.resolve(resolved);
        };
    }
}
