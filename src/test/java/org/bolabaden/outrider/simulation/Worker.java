package org.bolabaden.outrider.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One worker of HAProxy: its servers, its sessions, and what its runtime API answers. */
final class Worker {
    private static final String STATE_HEADER = "1\n# be_name srv_name srv_addr srv_op_state srv_admin_state srv_uweight"
            + " srv_iweight srv_port srv_fqdn srv_check_state\n";
    private static final String STAT_HEADER = "# pxname,svname,bck,scur,stot,type,status,weight,mode\n";

    /** A server as this worker has it. */
    static final class Server {
        String address;
        int port;
        int weight;
        int initialWeight;
        int admin;
        int operational;
        boolean backup;
        int check = 6;
        boolean added;

        boolean ready() {
            return (admin & 9) == 0;
        }

        boolean serving() {
            return ready() && operational != 0 && weight > 0;
        }

        String word() {
            return (admin & 1) != 0 ? "maint" : (admin & 8) != 0 ? "drain" : "ready";
        }
    }

    /** A client's session. */
    record Session(String id, String backend, String server) {}

    final long pid;
    final long since;
    final Map<String, Map<String, Server>> backends;
    final List<String> frontends;
    final List<Session> sessions = new ArrayList<>();
    private long changes;
    private int ids;

    Worker(long pid, long since, HaproxyFile file) {
        this.pid = pid;
        this.since = since;
        this.backends = file.backends();
        this.frontends = file.frontends();
    }

    /** The same, from when it began to serve. */
    Worker(Worker prepared, long since) {
        this.pid = prepared.pid;
        this.since = since;
        this.backends = prepared.backends;
        this.frontends = prepared.frontends;
    }

    long changes() {
        return changes;
    }

    /** The states of another worker, for servers that both have: {@code load-server-state-from-file}. */
    void load(Worker other) {
        backends.forEach((backend, servers) -> servers.forEach((name, server) -> {
            Server was = other.backends.getOrDefault(backend, Map.of()).get(name);
            if (was != null) {
                server.admin = was.admin;
                server.operational = was.operational;
                server.weight = was.weight;
                server.address = was.address;
                server.port = was.port;
            }
        }));
    }

    Optional<Server> server(String backend, String name) {
        return Optional.ofNullable(backends.getOrDefault(backend, Map.of()).get(name));
    }

    void connect(String backend, String server) {
        sessions.add(new Session("0x%x%x".formatted(pid, ++ids + 16), backend, server));
    }

    /** Answers a line of commands; each answer is followed by an empty line. */
    String say(String line, long now) {
        StringBuilder answer = new StringBuilder();
        for (String command : line.split(";")) {
            String text = answer(command.strip().split(" "), now);
            answer.append(text);
            if (!text.isEmpty() && !text.endsWith("\n")) {
                answer.append('\n');
            }
            answer.append('\n');
        }
        return answer.toString();
    }

    private String answer(String[] words, long now) {
        return switch (words[0]) {
            case "show" -> show(words, now);
            case "set" -> {
                String[] name = words[2].split("/");
                yield server(name[0], name[1]).map(server -> set(server, words)).orElse("No such server.");
            }
            case "add" -> add(words);
            case "del" -> {
                String[] name = words[2].split("/");
                yield delete(name[0], name[1]);
            }
            case "enable" -> {
                String[] name = words[2].split("/");
                server(name[0], name[1]).ifPresent(server -> server.check |= 4);
                yield "";
            }
            case "shutdown" -> shutdown(words);
            default -> "Unknown command: '" + words[0] + "'";
        };
    }

    private String show(String[] words, long now) {
        return switch (words[1]) {
            case "info" ->
                "Name: HAProxy\nVersion: 3.2.0\nPid: " + pid + "\nUptime_sec: " + (now - since) / 1_000_000_000L;
            case "servers" -> STATE_HEADER + states(words.length > 3 ? words[3] : "");
            case "stat" -> STAT_HEADER + stats(words);
            case "sess" -> sessionLines();
            default -> "Unknown command: 'show " + words[1] + "'";
        };
    }

    private String states(String only) {
        StringBuilder rows = new StringBuilder();
        backends.forEach((backend, servers) -> {
            if (only.isEmpty() || only.equals(backend)) {
                servers.forEach((name, s) -> rows.append(backend)
                        .append(' ')
                        .append(name)
                        .append(' ')
                        .append(s.address)
                        .append(' ')
                        .append(s.operational)
                        .append(' ')
                        .append(s.admin)
                        .append(' ')
                        .append(s.weight)
                        .append(' ')
                        .append(s.initialWeight)
                        .append(' ')
                        .append(s.port)
                        .append(" - ")
                        .append(s.check)
                        .append('\n'));
            }
        });
        return rows.toString();
    }

    private String stats(String[] words) {
        String only = words[2].equals("-1") ? "" : words[2];
        int types = Integer.parseInt(words[3]);
        StringBuilder rows = new StringBuilder();
        if ((types & 1) != 0) {
            frontends.forEach(name -> rows.append(name).append(",FRONTEND,,0,0,0,OPEN,,tcp\n"));
        }
        Map<String, Integer> counts = new TreeMap<>();
        sessions.forEach(session -> counts.merge(session.backend() + "/" + session.server(), 1, Integer::sum));
        backends.forEach((backend, servers) -> {
            if (!only.isEmpty() && !only.equals(backend)) {
                return;
            }
            if ((types & 4) != 0) {
                servers.forEach((name, s) -> {
                    int open = counts.getOrDefault(backend + "/" + name, 0);
                    rows.append(backend)
                            .append(',')
                            .append(name)
                            .append(',')
                            .append(s.backup ? 1 : 0)
                            .append(',')
                            .append(open)
                            .append(',')
                            .append(open)
                            .append(",2,UP,")
                            .append(s.weight)
                            .append(",tcp\n");
                });
            }
            if ((types & 2) != 0) {
                rows.append(backend).append(",BACKEND,,0,0,1,UP,1,tcp\n");
            }
        });
        return rows.toString();
    }

    private String sessionLines() {
        StringBuilder lines = new StringBuilder();
        sessions.forEach(session -> lines.append(session.id())
                .append(": proto=tcpv4 fe=fe:")
                .append(session.backend())
                .append(" be=")
                .append(session.backend())
                .append(" srv=")
                .append(session.server())
                .append(" ts=00 scb=[8,1h,fd=9]\n"));
        return lines.toString();
    }

    private String set(Server server, String[] words) {
        changes++;
        switch (words[3]) {
            case "state" -> state(server, words[4]);
            case "weight" ->
                server.weight = words[4].endsWith("%")
                        ? server.initialWeight * Integer.parseInt(words[4].replace("%", "")) / 100
                        : Integer.parseInt(words[4]);
            case "addr" -> {
                server.address = words[4];
                server.port = Integer.parseInt(words[6]);
                return "IP changed from somewhere";
            }
            case "health" -> server.operational = 2;
            default -> {
                return "'set server' knows no " + words[3];
            }
        }
        return "";
    }

    private static void state(Server server, String word) {
        boolean fromMaint = (server.admin & 1) != 0;
        int kept = server.admin & ~9;
        switch (word) {
            case "ready" -> {
                server.admin = kept;
                server.operational = fromMaint ? 2 : server.operational;
            }
            case "drain" -> {
                server.admin = kept | 8;
                server.operational = fromMaint ? 2 : server.operational;
            }
            default -> {
                server.admin = kept | 1;
                server.operational = 0;
            }
        }
    }

    private String add(String[] words) {
        String[] name = words[2].split("/");
        Map<String, Server> servers = backends.get(name[0]);
        if (servers == null) {
            return "No such backend.";
        }
        if (servers.containsKey(name[1])) {
            return "Already exists a server with the same name in backend.";
        }
        changes++;
        Server server = new Server();
        int colon = words[3].lastIndexOf(':');
        server.address = words[3].substring(0, colon);
        server.port = Integer.parseInt(words[3].substring(colon + 1));
        server.admin = 1;
        server.check = 2;
        server.added = true;
        for (int i = 4; i < words.length; i++) {
            if (words[i].equals("weight")) {
                server.weight = Integer.parseInt(words[i + 1]);
                server.initialWeight = server.weight;
            }
            server.backup |= words[i].equals("backup");
        }
        servers.put(name[1], server);
        return "New server registered.";
    }

    private String delete(String backend, String name) {
        Optional<Server> server = server(backend, name);
        if (server.isEmpty()) {
            return "No such server.";
        }
        if ((server.get().admin & 1) == 0) {
            return "Only servers in maintenance mode can be deleted.";
        }
        if (sessions.stream()
                .anyMatch(one -> one.backend().equals(backend) && one.server().equals(name))) {
            return "Server still has connections attached to it, cannot remove it.";
        }
        changes++;
        backends.get(backend).remove(name);
        return "Server deleted.";
    }

    private String shutdown(String[] words) {
        if (words[1].equals("sessions")) {
            sessions.removeIf(one -> (one.backend() + "/" + one.server()).equals(words[3]));
        } else {
            sessions.removeIf(one -> one.id().equals(words[2]));
        }
        return "";
    }

    /** What new connections can reach, by backend. */
    Map<String, List<String>> servingNow() {
        Map<String, List<String>> serving = new LinkedHashMap<>();
        backends.forEach((backend, servers) -> servers.forEach((name, server) -> {
            if (server.serving()) {
                serving.computeIfAbsent(backend, none -> new ArrayList<>()).add(name);
            }
        }));
        return serving;
    }
}
