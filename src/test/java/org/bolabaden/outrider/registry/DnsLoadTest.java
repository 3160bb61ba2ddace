package org.bolabaden.outrider.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.DnsSettings.AddressSource;
import org.bolabaden.outrider.registry.DnsSettings.RecordType;
import org.bolabaden.outrider.registry.DnsSettings.Withdrawal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DnsLoadTest {
    @TempDir
    Path directory;

    private DnsSettings load(String name) throws Exception {
        Files.copy(Path.of("src/test/resources/registry/good/" + name), directory.resolve("watcher.yaml"));
        return new ConfigurationFiles(directory).read().settings().dns().orElseThrow();
    }

    private List<String> advice(String watcher) throws Exception {
        ConfigurationFiles files = new ConfigurationFiles(directory, Map.of());
        files.with("watcher.yaml", watcher).with("services.yaml", "version: 1");
        assertThat(files.lint()).isEmpty();
        return Advice.of(files.read().settings(), files.registry());
    }

    @Test
    void aBriefOneHasItsDefaults() throws Exception {
        assertThat(load("watcher-dns-brief.yaml"))
                .isEqualTo(new DnsSettings(
                        new DnsSettings.Cloudflare(
                                URI.create("https://api.cloudflare.com/client/v4"),
                                Optional.empty(),
                                Optional.empty(),
                                directory.resolve("secrets.env")),
                        List.of("*.example.org"),
                        Set.of(RecordType.A),
                        Duration.ofMinutes(1),
                        false,
                        new AddressSource.Static(List.of(InetAddress.ofLiteral("203.0.113.5"))),
                        false,
                        Duration.ofMinutes(1),
                        Withdrawal.DEFAULT));
    }

    @Test
    void pathsAreAbsoluteNamesInLowerCaseAndTypesThoseOfTheAddresses() throws Exception {
        DnsSettings dns = load("watcher-dns-rfc2136.yaml");

        assertThat(dns.names()).containsExactly("www.example.org");
        assertThat(dns.types()).containsExactlyInAnyOrder(RecordType.A, RecordType.AAAA);
        assertThat(dns.provider())
                .isEqualTo(new DnsSettings.Rfc2136(
                        new Endpoint("2001:db8::53", 53),
                        "example.org",
                        Optional.of(directory.resolve("outrider.key"))));
    }

    @Test
    void everythingThatCanBeSaidIsRead() throws Exception {
        DnsSettings dns = load("watcher-dns-cloudflare.yaml");

        assertThat(dns.proxied()).isTrue();
        assertThat(dns.adopt()).isTrue();
        assertThat(dns.interval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(((AddressSource.Echo) dns.address()).services()).hasSize(3);
        assertThat(dns.withdrawal().onDrain()).isFalse();
        assertThat(dns.withdrawal().deadPeersAfter()).contains(Duration.ofMinutes(10));
        assertThat(dns.withdrawal().edge().orElseThrow().host()).contains("www.bolabaden.org");
        assertThat(((DnsSettings.Cloudflare) dns.provider()).tokenFile())
                .contains(directory.resolve("secrets/cloudflare"));
    }

    @Test
    void whatAProviderWillNotTakeIsSaidBeforeItDoesNot() throws Exception {
        assertThat(advice("dns: {provider: cloudflare, names: [a.example.org], address: 203.0.113.5, ttl: 30s}"))
                .containsExactly("dns.ttl: is less than Cloudflare takes but for enterprises; expected 1m or more");
        assertThat(advice("node: " + "n".repeat(60) + "." + "n".repeat(20)
                        + "\ndns: {provider: cloudflare, names: [a.example.org], address: 203.0.113.5}"))
                .containsExactly(
                        "node: is too long for the comment that marks a record at Cloudflare; expected at most 78"
                                + " characters");
        assertThat(advice("dns: {provider: cloudflare, names: [a.example.org], address: 203.0.113.5,"
                        + " api_url: \"http://10.8.0.1/\"}"))
                .containsExactly("dns.api_url: is not https, so that the token goes in the clear; expected https://");
        assertThat(advice(
                        "dns: {provider: rfc2136, server: \"127.0.0.1:53\", zone: example.org, names: [a.example.org],"
                                + " address: 203.0.113.5}"))
                .containsExactly(
                        "dns.key_file: is not set, so that updates are not signed; expected the zone's TSIG key");
    }
}
