package org.bolabaden.outrider.registry;

import java.util.Arrays;
import java.util.List;

/** The kinds of check, by their word in the file. */
enum CheckType {
    HTTP("http"),
    TCP("tcp"),
    TLS("tls"),
    REDIS("redis"),
    EXEC("exec"),
    GRPC("grpc"),
    DNS("dns");

    private final String word;

    CheckType(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    CheckKind kind() {
        return switch (this) {
            case HTTP -> HttpCheckForm.KIND;
            case TCP -> TcpCheckForm.KIND;
            case TLS -> TlsCheckForm.KIND;
            case REDIS -> RedisCheckForm.KIND;
            case EXEC -> ExecCheckForm.KIND;
            case GRPC -> GrpcCheckForm.KIND;
            case DNS -> DnsCheckForm.KIND;
        };
    }

    /** The kind that a section has when nothing is written. */
    static CheckType of(Section section) {
        return switch (section) {
            case HTTP -> HTTP;
            case TCP -> TCP;
        };
    }

    /** The keys that not every kind has, each once. */
    static List<OwnKey<?>> ownKeys() {
        return Arrays.stream(values())
                .<OwnKey<?>>flatMap(type -> type.kind().keys().stream())
                .distinct()
                .toList();
    }

    /** Those that have the key, in words: {@code http or grpc}. */
    static String having(OwnKey<?> key) {
        return String.join(
                " or ",
                Arrays.stream(values())
                        .filter(type -> type.kind().keys().contains(key))
                        .map(CheckType::word)
                        .toList());
    }
}
