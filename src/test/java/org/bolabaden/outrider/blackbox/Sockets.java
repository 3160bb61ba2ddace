package org.bolabaden.outrider.blackbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The sockets of a process, as the kernel lists them. */
final class Sockets {
    private static final String LISTENING = "0A";

    private Sockets() {}

    /** The TCP ports that it listens on, and the UDP ports that it is bound to. */
    static Set<Integer> listening(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        Set<String> inodes = inodes(process);
        Set<Integer> ports = new TreeSet<>();
        for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
            for (String line : Files.readAllLines(process.resolve("net").resolve(table))) {
                String[] words = line.strip().split("\\s+");
                boolean bound = words.length > 9
                        && inodes.contains(words[9])
                        && (words[3].equals(LISTENING) || table.startsWith("udp"));
                if (bound) {
                    ports.add(Integer.parseInt(words[1].substring(words[1].indexOf(':') + 1), 16));
                }
            }
        }
        return ports;
    }

    private static Set<String> inodes(Path process) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            descriptors.forEach(descriptor -> {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith("socket:[")) {
                        inodes.add(target.substring("socket:[".length(), target.length() - 1));
                    }
                } catch (IOException closed) {
                    // Between the list and the look.
                    return;
                }
            });
        }
        return inodes;
    }
}
