package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Describes {@code tls:} of a check: a switch, or how. */
final class CheckTlsForm {
    private static final Key<Path> CA = Key.optional(
            "ca", FilePaths.FORM, "A PEM file with the authorities to trust; default: as for the traffic.");
    private static final Key<String> SERVER_NAME = Key.optional(
            "server_name", Scalars.HOST, "The name to ask for and to verify; default: as for the traffic.");
    private static final Key<Path> CERTIFICATE = Key.optional(
            "certificate", FilePaths.FORM, "A PEM file with the client certificate to show, and its chain.");
    private static final Key<Path> KEY = Key.optional(
            "key",
            FilePaths.FORM,
            "A PEM file with its private key (PKCS#8 or PKCS#1, not encrypted); default: the certificate's file.");

    private static final MappingForm<CheckTls> IN_FULL = MappingForm.of(
            "a mapping with ca, server_name, certificate or key",
            List.of(CA, SERVER_NAME, CERTIFICATE, KEY),
            CheckTlsForm::build);

    static final Form<CheckTls> FORM = new EitherForm<>(
            Scalars.truth("a switch for TLS").map(wanted -> wanted ? CheckTls.ON : CheckTls.OFF), IN_FULL);

    static final OwnKey<CheckTls> TLS = OwnKey.of(
            Key.optional(
                    "tls",
                    FORM.located(),
                    "Whether the check speaks TLS, and how; default: over HTTP as the traffic does, over TCP and to a Redis not at all. The certificate is always verified."));

    private CheckTlsForm() {}

    /** What is written, with paths made absolute. */
    static Optional<CheckTls> resolve(OwnFields own, CheckKind.Surroundings surroundings) {
        return own.get(TLS).map(written -> resolve(written, surroundings));
    }

    /** The same with paths made absolute. */
    static CheckTls resolve(CheckTls written, CheckKind.Surroundings surroundings) {
        return new CheckTls(
                written.wanted(),
                written.ca().map(surroundings.file()),
                written.serverName(),
                written.credentials()
                        .map(both -> new CheckTls.Credentials(
                                surroundings.file().apply(both.certificate()),
                                surroundings.file().apply(both.key()))));
    }

    private static Optional<CheckTls> build(Fields fields) {
        Optional<Path> certificate = fields.get(CERTIFICATE);
        if (fields.has(KEY) && !fields.has(CERTIFICATE)) {
            fields.where().error(fields.mapping().place(), "'certificate' is missing, expected the one of the key");
        }
        return Optional.of(new CheckTls(
                true,
                fields.get(CA),
                fields.get(SERVER_NAME),
                certificate.map(
                        file -> new CheckTls.Credentials(file, fields.get(KEY).orElse(file)))));
    }
}
