package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Hosts node1, node2 and so on of a network of their own, each with a sidecar that has the others as its peers. */
public final class NodesInNamespaces implements AutoCloseable {
    private final List<Sidecar> sidecars = new ArrayList<>();
    private final Namespaces network = new Namespaces();
    private final Path directory;

    /** That many; no sidecar is configured or runs yet. */
    public NodesInNamespaces(Path directory, int count) throws IOException {
        this.directory = directory;
        for (int number = 1; number <= count; number++) {
            network.host(name(number), 10 + number);
            Files.createDirectory(home(number));
            sidecars.add(
                    new Sidecar(Files.createDirectory(home(number).resolve("outrider"))).on(network, name(number)));
        }
    }

    public static String name(int number) {
        return "node" + number;
    }

    public static String address(int number) {
        return "10.99.0." + (10 + number);
    }

    public IntStream numbers() {
        return IntStream.rangeClosed(1, sidecars.size());
    }

    public Namespaces network() {
        return network;
    }

    public Path home(int number) {
        return directory.resolve(name(number));
    }

    public Sidecar sidecar(int number) {
        return sidecars.get(number - 1);
    }

    /** The service {@code site}, with a backend at port 8080 of each node. */
    public String registry() {
        return """
                version: 1
                nodes: {%s}
                tcp:
                  site:
                    port: 8000
                    backends:
                %s
                """.formatted(each("%1$s: {address: %2$s}", ", "), each("      - {host: %2$s, port: 8080}", "\n"));
    }

    /**
     * The node's settings.
     *
     * @param peers what its peers have beside the list
     */
    public String watcher(int number, String peers, String more) {
        return """
                node: %s
                api: {listen: "0.0.0.0:%d"}
                state_dir: %s
                peers: {%slist: [%s]}
                %s
                """.formatted(
                        name(number),
                        sidecar(number).port(),
                        home(number).resolve("state"),
                        peers,
                        each("{node: %1$s, url: \"http://%2$s:%3$d\"}", ", "),
                        more);
    }

    private String each(String form, String between) {
        return numbers()
                .mapToObj(number -> form.formatted(
                        name(number), address(number), sidecar(number).port()))
                .collect(Collectors.joining(between));
    }

    /** Runs a command on that node; it has to succeed. */
    public void run(int number, String... arguments) {
        List<String> command = new ArrayList<>(Artefact.command(arguments));
        command.addAll(List.of("--config", sidecar(number).directory().toString()));
        try {
            Process process = new ProcessBuilder(network.on(name(number), command))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    @Override
    public void close() {
        sidecars.forEach(Sidecar::close);
        network.close();
    }
}
