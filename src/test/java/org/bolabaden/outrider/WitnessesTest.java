package org.bolabaden.outrider;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WitnessesTest {
    private static final List<InetAddress> GATEWAYS = List.of(InetAddress.ofLiteral("192.0.2.1"));

    @TempDir
    Path directory;

    private List<String> witnesses(String watcher) throws Exception {
        Files.writeString(directory.resolve("watcher.yaml"), "node: node1\n" + watcher);
        Files.writeString(directory.resolve("services.yaml"), """
                version: 1
                nodes: {node1: {address: 10.8.0.1}, node2: {address: 10.8.0.2}, node3: {}}
                """);
        ConfigurationDirectory files = new ConfigurationDirectory(directory, Map.of());
        NodeSettings settings = files.settings();
        Registry registry = files.registry(settings);
        return Witnesses.of(settings, registry, GATEWAYS).stream()
                .map(Endpoint::toString)
                .toList();
    }

    @Test
    void theSidecarsOfTheOtherNodesAndTheGatewayAreAsked() throws Exception {
        assertThat(witnesses("")).containsExactly("10.8.0.2:9180", "node3:9180", "192.0.2.1:53", "192.0.2.1:80");
    }

    @Test
    void configuredOnesComeFirst() throws Exception {
        assertThat(witnesses("health_checks: {isolation: {witnesses: ['203.0.113.7:22']}}"))
                .startsWith("203.0.113.7:22", "10.8.0.2:9180");
    }

    @Test
    void peersThatTheSettingsListStandForTheNodes() throws Exception {
        assertThat(witnesses("peers: {list: [{node: node2, url: 'http://10.9.0.2:9999'}, {node: node3, url:"
                        + " 'https://node3.example.org'}]}"))
                .containsExactly("10.9.0.2:9999", "node3.example.org:443", "192.0.2.1:53", "192.0.2.1:80");
    }

    @Test
    void aLargeFleetIsNotAskedAsAWhole() throws Exception {
        String list = String.join(
                ", ",
                IntStream.range(0, 100)
                        .mapToObj(i -> "{node: n" + i + ", url: 'http://10.9.0." + i + ":9180'}")
                        .toList());

        assertThat(witnesses("peers: {list: [" + list + "]}")).hasSize(Witnesses.MOST);
    }
}
