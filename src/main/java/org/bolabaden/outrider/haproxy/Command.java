package org.bolabaden.outrider.haproxy;

import java.net.InetAddress;
import java.util.regex.Pattern;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.registry.Weight;

/** One change of the running HAProxy. {@link #line()} is what is sent; values were validated at construction. */
sealed interface Command {
    /** The server that it changes. */
    ServerRef server();

    /** The words of the runtime API. */
    String line();

    /** Whether this text is a success: an empty one, unless the command is known to talk. */
    default boolean accepts(String text) {
        return text.isEmpty();
    }

    /**
     * Whether it must have a connection to itself: on 2.6 the texts of {@code add server} and {@code del server} come
     * without the blank line that ends every other reply, and the replies behind would be taken for the wrong ones.
     */
    default boolean alone() {
        return false;
    }

    /** Whether it sets what reading tells: then having to send it once more means that somebody else changed it. */
    default boolean setting() {
        return true;
    }

    /** What HAProxy's text means for this command. */
    default Reply judge(String text) {
        String bare = text.strip();
        return accepts(bare) ? new Reply.Accepted(bare) : new Reply.Refused(bare);
    }

    record SetState(ServerRef server, Admin admin) implements Command {
        @Override
        public String line() {
            return "set server " + server + " state " + admin.word();
        }
    }

    record SetWeight(ServerRef server, Weight weight) implements Command {
        @Override
        public String line() {
            return "set server " + server + " weight " + weight;
        }
    }

    /** All that a static algorithm (source, static-rr, first …) accepts: the initial weight, or none of it. */
    record SetFullWeight(ServerRef server, boolean full) implements Command {
        @Override
        public String line() {
            return "set server " + server + " weight " + (full ? "100%" : "0%");
        }
    }

    record SetAddress(ServerRef server, InetAddress address, int port) implements Command {
        // 2.6 says "no need to change the addr, port changed from …", 3.x only the half that changed.
        private static final Pattern CHANGED = Pattern.compile("(?s)(IP changed|port changed|no need to change).*");

        public SetAddress {
            requirePort(port);
        }

        @Override
        public String line() {
            return "set server " + server + " addr " + literal(address) + " port " + port;
        }

        @Override
        public boolean accepts(String text) {
            return text.isEmpty() || CHANGED.matcher(text).matches();
        }
    }

    /** Makes a server, in maintenance and with its check off; a {@code backup} stands by while others serve. */
    record AddServer(ServerRef server, InetAddress address, int port, Weight initial, boolean backup)
            implements Command {
        public AddServer {
            requirePort(port);
        }

        @Override
        public String line() {
            String host = literal(address);
            // HAProxy's own check is the net beneath us, so slow; 3.x refuses the word "enabled" here.
            return "add server " + server + " " + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port
                    + " check inter 10s fall 3 rise 2 weight " + initial + (backup ? " backup" : "");
        }

        @Override
        public boolean accepts(String text) {
            return text.equals("New server registered.");
        }

        @Override
        public boolean alone() {
            return true;
        }
    }

    record DeleteServer(ServerRef server) implements Command {
        @Override
        public String line() {
            return "del server " + server;
        }

        @Override
        public boolean accepts(String text) {
            return text.equals("Server deleted.");
        }

        @Override
        public boolean alone() {
            return true;
        }
    }

    record EnableHealth(ServerRef server) implements Command {
        @Override
        public String line() {
            return "enable health " + server;
        }
    }

    record HealthUp(ServerRef server) implements Command {
        @Override
        public String line() {
            return "set server " + server + " health up";
        }

        @Override
        public boolean setting() {
            return false;
        }
    }

    /** Asks how many sessions its backend's servers have; changes nothing. */
    record CountSessions(ServerRef server) implements Command {
        @Override
        public String line() {
            return ProxyStats.servers(server.backend());
        }

        @Override
        public boolean accepts(String text) {
            return text.startsWith("# ");
        }

        @Override
        public boolean setting() {
            return false;
        }
    }

    /** Ends the server's sessions: what is established at once, what is still connecting by version. */
    record ShutSessions(ServerRef server) implements Command {
        @Override
        public String line() {
            return "shutdown sessions server " + server;
        }

        @Override
        public boolean setting() {
            return false;
        }
    }

    private static void requirePort(int port) {
        if (port < 1 || port > 65_535) {
            // HAProxy wraps it silently: port 99999 becomes 34463.
            throw new IllegalArgumentException("not a port: " + port + " (1 to 65535)");
        }
    }

    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }
}
