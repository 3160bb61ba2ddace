package org.bolabaden.outrider.hostile;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.bolabaden.outrider.GeneratedRegistries;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.process.Commands;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.render.Models;
import org.bolabaden.outrider.render.Renderer;

/** Renders what was accepted by the built-in templates, and has a real HAProxy read a part of it. */
public final class Judges {
    // Each takes some 30 ms; it is the inputs that decide, so that it is always the same ones.
    private static final int ONE_IN = 20;
    // Certificates, which HAProxy wants to see.
    private static final Pattern NEEDS_FILES = Pattern.compile(" ca-file [^@]| crt ");

    private final Path directory;
    private final Commands commands = new Commands();

    /**
     * Makes them.
     *
     * @param directory where candidates are written
     */
    public Judges(Path directory) {
        this.directory = directory;
    }

    /**
     * The files of all proxies for a registry.
     *
     * @param seed which backends are up, and whether HAProxy is asked
     * @throws IllegalStateException HAProxy refuses what the registry's reader let through
     */
    public List<ProxyFile> rendered(Registry registry, NodeSettings settings, int seed) throws Exception {
        Plan plan = GeneratedRegistries.plan(registry, seed);
        Renderer renderer = new Renderer();
        String tcp = renderer.render("builtin:haproxy-tcp", Models.of("1", "v", settings, plan, true));
        String http = renderer.render("builtin:haproxy-http", Models.of("1", "v", settings, plan, false));
        String traefik = renderer.render("builtin:traefik-http", Models.of("1", "v", settings, plan, true));
        if (Math.floorMod(seed, ONE_IN) == 0 && !NEEDS_FILES.matcher(http + tcp).find()) {
            ask(tcp, http);
        }
        return List.of(
                new ProxyFile(ProxyFile.Proxy.HAPROXY, tcp),
                new ProxyFile(ProxyFile.Proxy.HAPROXY, http),
                new ProxyFile(ProxyFile.Proxy.TRAEFIK, traefik));
    }

    private void ask(String tcp, String http) throws Exception {
        Path tcpFile = Files.writeString(directory.resolve("tcp.cfg"), tcp);
        Path httpFile = Files.writeString(directory.resolve("http.cfg"), http);
        Commands.Result result = commands.run(
                List.of("haproxy", "-c", "-f", tcpFile.toString(), "-f", httpFile.toString()),
                Map.of("PATH", System.getenv("PATH") + ":/usr/sbin"),
                Duration.ofSeconds(30));
        if (!(result instanceof Commands.Result.Ended ended) || ended.exit() != 0) {
            throw new IllegalStateException("HAProxy refuses what was accepted: " + result);
        }
    }
}
