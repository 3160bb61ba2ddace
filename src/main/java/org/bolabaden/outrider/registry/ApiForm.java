package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.registry.NodeSettings.Api;
import org.bolabaden.outrider.registry.NodeSettings.ApiTls;

/** Describes {@code api:}. */
final class ApiForm {
    private static final Key<Endpoint> LISTEN = Key.optional(
                    "listen", Scalars.ENDPOINT, "Where the HTTP interface listens.")
            .byDefault(Api.DEFAULT.listen().toString());
    private static final Key<Path> TOKEN_FILE = Key.optional(
            "token_file",
            FilePaths.FORM,
            "The file with the bearer token of changing calls; without it they are accepted from loopback alone.");
    private static final Key<Endpoint> AGENT_CHECK = Key.optional(
            "agent_check",
            Scalars.ENDPOINT,
            "Where the agent-check of HAProxys elsewhere is answered, so that they follow drains; default: nowhere.");
    private static final Key<List<String>> HOSTS = Key.optional(
            "hosts",
            new ListForm<>(Scalars.HOST, 0, "a list of host names"),
            "Further names that it is called by; addresses, names without a dot and those of nodes are always taken.");

    private static final Key<Path> CERTIFICATE = Key.required(
            "certificate_file",
            FilePaths.FORM,
            "A PEM file with the certificate to show, and its chain; read again when it changes.");
    private static final Key<Path> KEY = Key.optional(
            "key_file",
            FilePaths.FORM,
            "A PEM file with its private key (PKCS#8 or PKCS#1, not encrypted); default: the certificate's file.");
    private static final Key<Path> CLIENT_CA = Key.optional(
            "client_ca_file",
            FilePaths.FORM,
            "The authorities (PEM) whose certificates callers must show, except for health from this machine; default: none is asked for.");
    private static final Key<ApiTls> TLS = Key.optional(
            "tls",
            MappingForm.of(
                    "a mapping with certificate_file, key_file or client_ca_file",
                    List.of(CERTIFICATE, KEY, CLIENT_CA),
                    fields -> fields.get(CERTIFICATE)
                            .map(file -> new ApiTls(
                                    new CheckTls.Credentials(
                                            file, fields.get(KEY).orElse(file)),
                                    fields.get(CLIENT_CA)))),
            "TLS of the HTTP interface; without it, it speaks in the clear.");

    static final Form<Api> FORM = MappingForm.of(
            "a mapping with listen or token_file",
            List.of(LISTEN, TOKEN_FILE, AGENT_CHECK, HOSTS, TLS),
            fields -> Optional.of(new Api(
                    fields.get(LISTEN).orElse(Api.DEFAULT.listen()),
                    fields.get(TOKEN_FILE),
                    fields.get(AGENT_CHECK),
                    fields.get(TLS),
                    fields.get(HOSTS).orElse(List.of()))));

    private ApiForm() {}
}
