package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which files hold secrets, by the settings that name them. Pure. */
public final class SecretPaths {
    private final Map<String, Path> paths = new TreeMap<>();

    private SecretPaths() {}

    /** All that this node reads, but for those of distribution.yaml. */
    public static Map<String, Path> of(NodeSettings settings, Registry registry) {
        SecretPaths found = new SecretPaths();
        found.add("api.token_file", settings.api().tokenFile());
        found.add("api.tls.key_file", settings.api().tls().map(tls -> tls.own().key()));
        found.add("peers.token_file", settings.peers().tokenFile());
        found.add("peers.key_file", settings.peers().credentials().map(CheckTls.Credentials::key));
        settings.peers().store().ifPresent(found::look);
        found.add("otlp.headers_file", settings.otlp().headersFile());
        settings.dns().ifPresent(dns -> found.look(dns.provider()));
        settings.receivers().forEach(receiver -> found.look("notify." + receiver.name(), receiver.target()));
        registry.services().values().forEach(found::look);
        return Collections.unmodifiableMap(found.paths);
    }

    private void look(PeerStore store) {
        String path = "peers." + (store instanceof PeerStore.Etcd ? "etcd" : "redis");
        add(path + ".password_file", store.login().map(PeerStore.Login::passwordFile));
        if (store instanceof PeerStore.Etcd etcd) {
            add(path + ".key", etcd.credentials().map(CheckTls.Credentials::key));
        }
    }

    private void look(DnsSettings.Provider provider) {
        switch (provider) {
            case DnsSettings.Cloudflare cloudflare -> {
                add("dns.token_file", cloudflare.tokenFile());
                add("dns.secrets", Optional.of(cloudflare.secrets()));
            }
            case DnsSettings.Rfc2136 server -> add("dns.key_file", server.keyFile());
        }
    }

    private void look(String path, Receiver.Target target) {
        switch (target) {
            case Receiver.Webhook hook -> {
                add(path + ".url_file", hook.url());
                add(path + ".token_file", hook.token().map(Receiver.Token::file));
                add(path + ".signature_file", hook.signatureFile());
            }
            case Receiver.Ntfy ntfy -> {
                add(path + ".url_file", ntfy.url());
                add(path + ".token_file", ntfy.tokenFile());
            }
            case Receiver.Discord discord -> add(path + ".url_file", discord.url());
            case Receiver.Slack slack -> add(path + ".url_file", slack.url());
            case Receiver.Email email ->
                add(path + ".password_file", email.login().map(Receiver.Login::passwordFile));
        }
    }

    private void look(Service service) {
        String path = service.section().key() + "." + service.name();
        service.sentinel().ifPresent(sentinel -> {
            add(path + ".sentinel.password-file", sentinel.redis().map(Check.Redis.Login::passwordFile));
            add(path + ".sentinel.sentinel-password-file", sentinel.login().map(Check.Redis.Login::passwordFile));
        });
        service.backends().forEach(backend -> look(path + ".check", backend.check()));
    }

    private void look(String path, Check check) {
        if (check instanceof Check.Several several) {
            several.parts().forEach(part -> look(path, part));
        } else if (check instanceof Check.Redis redis) {
            add(path + ".password-file", redis.login().map(Check.Redis.Login::passwordFile));
        }
    }

    private void add(String setting, Receiver.Address address) {
        if (address instanceof Receiver.Address.InFile in) {
            add(setting, Optional.of(in.file()));
        }
    }

    private void add(String setting, Optional<Path> file) {
        file.ifPresent(path -> paths.put(setting, path));
    }
}
