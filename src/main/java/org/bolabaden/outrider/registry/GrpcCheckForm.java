package org.bolabaden.outrider.registry;

import java.util.List;

/** Describes what a check over gRPC has. */
final class GrpcCheckForm implements CheckKind {
    static final CheckKind KIND = new GrpcCheckForm();

    private static final OwnKey<String> SERVICE = OwnKey.of(Key.optional(
                    "grpc_service",
                    Scalars.matching(
                                    "a gRPC service",
                                    "a name such as shop.v1.Cart, at most 256 visible characters, or nothing",
                                    "[!-~]{0,256}")
                            .located(),
                    "The service whose health a check over gRPC asks for; default: the server as a whole.")
            .byDefault(""));

    private GrpcCheckForm() {}

    @Override
    public List<OwnKey<?>> keys() {
        return List.of(SERVICE, HttpCheckForm.HOST, CheckTlsForm.TLS);
    }

    @Override
    public Check resolve(Check.Common common, OwnFields own, Surroundings surroundings) {
        return new Check.Grpc(
                common,
                own.get(SERVICE).orElse(""),
                own.get(HttpCheckForm.HOST),
                CheckTlsForm.resolve(own, surroundings));
    }
}
