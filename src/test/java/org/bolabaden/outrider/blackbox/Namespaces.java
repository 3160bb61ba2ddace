package org.bolabaden.outrider.blackbox;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A network of its own, of kernel namespaces: hosts on one switch, which is also their gateway (10.99.0.1, and refuses every
 * connection). Needs root. Nothing of it is in the machine's own network, and all of it is gone when it is closed.
 */
public final class Namespaces implements AutoCloseable {
    public static final String GATEWAY = "10.99.0.1";

    private final String prefix = "or" + ProcessHandle.current().pid() + "x";
    private final List<String> names = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();

    public Namespaces() {
        assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "network namespaces need root: run as root to test this");
        assumeTrue(run("ip", "netns", "list") == 0, "network namespaces need the program 'ip' of iproute2");
        assumeTrue(create("lan"), "this machine lets nobody make a network namespace");
        require("-n", name("lan"), "link", "add", "switch", "type", "bridge");
        require("-n", name("lan"), "addr", "add", GATEWAY + "/24", "dev", "switch");
        require("-n", name("lan"), "link", "set", "switch", "up");
    }

    private String name(String host) {
        return prefix + host;
    }

    private boolean create(String host) {
        if (run("ip", "netns", "add", name(host)) != 0) {
            return false;
        }
        names.add(name(host));
        return run("ip", "-n", name(host), "link", "set", "lo", "up") == 0;
    }

    /** A host at 10.99.0.{@code number}, plugged in. */
    public Namespaces host(String host, int number) {
        if (!create(host)) {
            throw new AssertionError("no namespace for " + host);
        }
        require("link", "add", "eth0", "netns", name(host), "type", "veth", "peer", "name", host, "netns", name("lan"));
        require("-n", name(host), "addr", "add", "10.99.0." + number + "/24", "dev", "eth0");
        require("-n", name("lan"), "link", "set", host, "up");
        plug(host);
        linkUp(host);
        return this;
    }

    /** The host's own link goes down: it is told at once, and its routes are gone. */
    public void linkDown(String host) {
        require("-n", name(host), "link", "set", "eth0", "down");
    }

    /** The link is up again, with the route that a network manager would set. */
    public void linkUp(String host) {
        require("-n", name(host), "link", "set", "eth0", "up");
        require("-n", name(host), "route", "replace", "default", "via", GATEWAY);
    }

    /** The switch drops what the host sends and is sent: nobody is told. */
    public void unplug(String host) {
        require("-n", name("lan"), "link", "set", host, "nomaster");
    }

    public void plug(String host) {
        require("-n", name("lan"), "link", "set", host, "master", "switch");
    }

    /** That host alone reaches that address no more: what it sends there is dropped. */
    public void blackhole(String host, String address) {
        require("-n", name(host), "route", "add", "blackhole", address);
    }

    public void unblackhole(String host, String address) {
        require("-n", name(host), "route", "del", "blackhole", address);
    }

    /** That host hears nothing of what that address sends; what it sends there arrives. Nobody is told. */
    public void deafen(String host, String address) {
        require(on(host, List.of("iptables", "-w", "-A", "INPUT", "-s", address, "-j", "DROP")));
    }

    public void undeafen(String host, String address) {
        require(on(host, List.of("iptables", "-w", "-D", "INPUT", "-s", address, "-j", "DROP")));
    }

    /** What the host sends waits in a queue of that rate, as {@code 200kbit}. */
    public void slow(String host, String rate) {
        require(on(
                host,
                List.of(
                        "tc", "qdisc", "add", "dev", "eth0", "root", "tbf", "rate", rate, "burst", "3000", "latency",
                        "3s")));
    }

    public void unslow(String host) {
        require(on(host, List.of("tc", "qdisc", "del", "dev", "eth0", "root")));
    }

    /** The command, as run on that host. */
    public List<String> on(String host, List<String> command) {
        List<String> there = new ArrayList<>(List.of("ip", "netns", "exec", name(host)));
        there.addAll(command);
        return there;
    }

    /** Runs that on the host until it is stopped, or the network is closed; what it says goes to the file. */
    public Process start(String host, Path output, String... command) {
        try {
            Process process = new ProcessBuilder(on(host, List.of(command)))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            processes.add(process);
            return process;
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Accepts connections on that host and port. */
    public void serve(String host, int port) {
        try {
            processes.add(new ProcessBuilder(on(
                            host, List.of("socat", "-u", "TCP-LISTEN:" + port + ",fork,reuseaddr", "OPEN:/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** What is answered on that host itself. */
    public Sidecar.Answer get(String host, String url, String accept) {
        try {
            Process curl = new ProcessBuilder(on(
                            host,
                            List.of(
                                    "curl",
                                    "-sS",
                                    "-m",
                                    "10",
                                    "-H",
                                    "Accept: " + accept,
                                    "-w",
                                    "\n%{http_code} %{content_type}",
                                    url)))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (curl.waitFor() != 0) {
                throw new AssertionError(output.strip());
            }
            int end = output.lastIndexOf('\n');
            String[] last = output.substring(end + 1).split(" ", 2);
            return new Sidecar.Answer(Integer.parseInt(last[0]), last[1], output.substring(0, end));
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    private static void require(String... ip) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(ip));
        require(command);
    }

    private static void require(List<String> command) {
        if (run(command.toArray(String[]::new)) != 0) {
            throw new AssertionError("failed: " + String.join(" ", command));
        }
    }

    private static int run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return -1;
            }
            return process.exitValue();
        } catch (IOException notThere) {
            return -1;
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        // A namespace takes its ends of the links along, and those their other ends.
        names.reversed().forEach(name -> run("ip", "netns", "del", name));
    }
}
