package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.registry.NodeSettings.Haproxy;

/** Describes {@code haproxy:}. */
final class HaproxyForm {
    private static final ScalarForm<String> SOCKET_FORM = ScalarForm.text(
            "a socket",
            "the path of a UNIX socket, or host:port",
            text -> Optional.of(text).filter(HaproxyForm::isSocket),
            schema -> schema.put("minLength", 1).put("maxLength", 1024));
    private static final ScalarForm<String> BIND_FORM = Scalars.matching(
            "a bind",
            "an address to bind such as :80, 10.8.0.1:80 or [::]:80",
            "(\\*|\\[[0-9A-Fa-f:.]{2,45}\\]|[A-Za-z0-9_.-]{1,253})?:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])");

    private static final Key<String> SOCKET =
            Key.optional("socket", SOCKET_FORM, "Its runtime API; without it no HAProxy is driven.");
    private static final Key<String> MASTER_SOCKET =
            Key.optional("master_socket", SOCKET_FORM, "The runtime API of its master process.");
    private static final Key<String> HTTP_BIND = Key.optional(
                    "http_bind", BIND_FORM, "The bind of builtin:haproxy-http.")
            .byDefault(Haproxy.NONE.httpBind());
    private static final Key<String> HTTPS_BIND = Key.optional(
                    "https_bind", BIND_FORM, "The TLS bind of builtin:haproxy-http.")
            .byDefault(Haproxy.NONE.httpsBind());
    private static final Key<Path> CERTIFICATE = Key.optional(
            "certificate", FilePaths.PLAIN_FORM, "The certificate, or the directory of them, of the TLS bind.");

    private static final Key<String> TCP_BIND = Key.optional(
                    "tcp_bind",
                    Scalars.matching(
                                    "an address to bind",
                                    "an IP address such as 10.8.0.1 or [::], or * for all of IPv4",
                                    "\\*|\\[[0-9A-Fa-f:.]{2,45}\\]|[0-9]{1,3}(\\.[0-9]{1,3}){3}")
                            .onlyIf(text -> text.equals("*") || HostName.isAddress(text.replaceAll("[\\[\\]]", ""))),
                    "The address that builtin:haproxy-tcp binds the ports of tcp services on.")
            .byDefault(Haproxy.NONE.tcpBind());

    private static final Key<Path> PROGRAM = Key.optional(
            "program",
            FilePaths.PLAIN_FORM,
            "The HAProxy that judges files; default: on the PATH, or /usr/sbin/haproxy.");

    private static final Key<String> LOG = Key.optional(
            "log",
            Scalars.matching(
                    "a place for a log",
                    "stdout, stderr, the path of a UNIX socket such as /dev/log, or address:port of a syslog server",
                    "stdout|stderr|/[A-Za-z0-9/._+@:,=-]{1,1023}|(\\[[0-9A-Fa-f:.]{2,45}\\]|[A-Za-z0-9_.-]{1,253}):[1-9][0-9]{0,4}"),
            "Where the built-in templates have HAProxy write its access log; default: nowhere.");

    static final Form<Haproxy> FORM = MappingForm.of(
            "a mapping such as {socket: /run/haproxy/admin.sock}",
            List.of(SOCKET, MASTER_SOCKET, HTTP_BIND, HTTPS_BIND, CERTIFICATE, TCP_BIND, PROGRAM, LOG),
            fields -> Optional.of(new Haproxy(
                    fields.get(SOCKET),
                    fields.get(MASTER_SOCKET),
                    fields.get(HTTP_BIND).orElse(Haproxy.NONE.httpBind()),
                    fields.get(HTTPS_BIND).orElse(Haproxy.NONE.httpsBind()),
                    fields.get(CERTIFICATE),
                    fields.get(TCP_BIND).orElse(Haproxy.NONE.tcpBind()),
                    fields.get(PROGRAM),
                    fields.get(LOG))));

    private HaproxyForm() {}

    /** A path unless it has the form of host:port. */
    static boolean isPath(String socket) {
        return socket.indexOf('/') >= 0 || socket.indexOf(':') < 0;
    }

    private static boolean isSocket(String text) {
        return isPath(text)
                ? FilePaths.FORM.parse(text).isPresent()
                : Scalars.ENDPOINT.parse(text).isPresent();
    }
}
