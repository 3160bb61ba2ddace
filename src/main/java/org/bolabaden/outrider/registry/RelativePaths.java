package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.util.List;
import org.bolabaden.outrider.registry.NodeSettings.Api;
import org.bolabaden.outrider.registry.NodeSettings.ApiTls;
import org.bolabaden.outrider.registry.NodeSettings.Events;
import org.bolabaden.outrider.registry.NodeSettings.Haproxy;
import org.bolabaden.outrider.registry.NodeSettings.Otlp;
import org.bolabaden.outrider.registry.NodeSettings.Peers;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/** Resolves the relative paths of watcher.yaml against the configuration directory. */
final class RelativePaths {
    private RelativePaths() {}

    static NodeSettings resolve(NodeSettings written, Path directory) {
        List<Template> templates =
                written.templates().stream().map(t -> resolve(t, directory)).toList();
        return new NodeSettings(
                written.node(),
                directory.resolve(written.source()),
                templates,
                written.healthChecks(),
                resolve(written.haproxy(), directory),
                written.traefik(),
                resolve(written.api(), directory),
                resolve(written.peers(), directory),
                resolve(written.otlp(), directory),
                new Events(
                        written.events().file().map(directory::resolve),
                        written.events().maxSize(),
                        written.events().keep()),
                written.receivers().stream()
                        .map(receiver -> ReceiverPaths.resolve(receiver, directory))
                        .toList(),
                written.dns().map(dns -> resolve(dns, directory)),
                directory.resolve(written.stateDir()));
    }

    private static Api resolve(Api written, Path directory) {
        return new Api(
                written.listen(),
                written.tokenFile().map(directory::resolve),
                written.agentCheck(),
                written.tls()
                        .map(tls -> new ApiTls(
                                resolve(tls.own(), directory), tls.clientCa().map(directory::resolve))),
                written.hosts());
    }

    private static CheckTls.Credentials resolve(CheckTls.Credentials written, Path directory) {
        return new CheckTls.Credentials(directory.resolve(written.certificate()), directory.resolve(written.key()));
    }

    private static Peers resolve(Peers written, Path directory) {
        return new Peers(
                written.list(),
                written.interval(),
                written.tokenFile().map(directory::resolve),
                written.caFile().map(directory::resolve),
                written.credentials().map(both -> resolve(both, directory)),
                written.store().map(store -> PeerStoreForm.resolve(store, directory::resolve)),
                written.observers());
    }

    private static Template resolve(Template written, Path directory) {
        String input = written.input().startsWith(TemplateForm.BUILTIN)
                ? written.input()
                : directory.resolve(written.input()).toString();
        return new Template(input, directory.resolve(written.output()), written.validate(), written.reload());
    }

    private static Otlp resolve(Otlp written, Path directory) {
        return new Otlp(
                written.endpoint(),
                written.signals(),
                written.interval(),
                written.headersFile().map(directory::resolve));
    }

    private static DnsSettings resolve(DnsSettings written, Path directory) {
        DnsSettings.Provider provider =
                switch (written.provider()) {
                    case DnsSettings.Cloudflare cloudflare ->
                        new DnsSettings.Cloudflare(
                                cloudflare.api(),
                                cloudflare.zone(),
                                cloudflare.tokenFile().map(directory::resolve),
                                directory.resolve(cloudflare.secrets()));
                    case DnsSettings.Rfc2136 server ->
                        new DnsSettings.Rfc2136(
                                server.server(), server.zone(), server.keyFile().map(directory::resolve));
                };
        return new DnsSettings(
                provider,
                written.names(),
                written.types(),
                written.ttl(),
                written.proxied(),
                written.address(),
                written.adopt(),
                written.interval(),
                written.withdrawal());
    }

    private static Haproxy resolve(Haproxy written, Path directory) {
        return new Haproxy(
                written.socket().map(socket -> socket(socket, directory)),
                written.masterSocket().map(socket -> socket(socket, directory)),
                written.httpBind(),
                written.httpsBind(),
                written.certificate().map(directory::resolve),
                written.tcpBind(),
                written.program().map(directory::resolve),
                written.log());
    }

    private static String socket(String written, Path directory) {
        return HaproxyForm.isPath(written) ? directory.resolve(written).toString() : written;
    }
}
