package org.bolabaden.outrider.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address and a port that a configuration binds.
 *
 * @param host as HAProxy takes it: an address or a name without brackets; {@code *} for all of IPv4, {@code ::} for IPv6
 * @param ipv6 whether it is to be an IPv6 socket
 * @param port 1 to 65535
 */
record BindAddress(String host, boolean ipv6, int port) {
    // A range of more ports is somebody's test, and would be some hundred milliseconds of trying.
    private static final int MOST_PORTS = 1_000;
    private static final Pattern BIND = Pattern.compile("\\s*bind\\s+(.*)");
    private static final Pattern ADDRESS =
            Pattern.compile("(?:(ipv4|ipv6|tcp|tcp4|tcp6)@)?(.*):([0-9]{1,5})(?:-([0-9]{1,5}))?");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]*|\\*");
    // With these the kernel binds what it would refuse us, or binds it elsewhere.
    private static final Set<String> ELSEWHERE = Set.of("transparent", "namespace", "interface");

    /** All that a text binds over TCP; what needs HAProxy's environment to be understood is left out. */
    static List<BindAddress> parse(String configuration) {
        List<BindAddress> binds = new ArrayList<>();
        configuration.lines().forEach(line -> {
            Matcher bind = BIND.matcher(line);
            if (bind.matches()) {
                List<String> words = List.of(bind.group(1).strip().split("\\s+"));
                if (words.stream().noneMatch(ELSEWHERE::contains)) {
                    for (String one :
                            words.getFirst().replace("\"", "").replace("'", "").split(",", -1)) {
                        binds.addAll(addresses(one));
                    }
                }
            }
        });
        return binds;
    }

    private static List<BindAddress> addresses(String text) {
        Matcher matcher = ADDRESS.matcher(text);
        if (text.startsWith("/") || text.indexOf('$') >= 0 || !matcher.matches()) {
            return List.of();
        }
        String family = Optional.ofNullable(matcher.group(1)).orElse("");
        String host = matcher.group(2).replace("[", "").replace("]", "");
        int first = Integer.parseInt(matcher.group(3));
        int last = matcher.group(4) == null ? first : Integer.parseInt(matcher.group(4));
        if (!HOST.matcher(host).matches() || first < 1 || last > 65_535 || last - first >= MOST_PORTS) {
            return List.of();
        }
        boolean ipv6 = host.indexOf(':') >= 0 || family.endsWith("6");
        boolean any = host.isEmpty() || host.equals("*") || host.equals("0.0.0.0") || host.equals("::");
        String plain = any ? (ipv6 ? "::" : "*") : host;
        List<BindAddress> all = new ArrayList<>();
        for (int port = first; port <= last; port++) {
            all.add(new BindAddress(plain, ipv6, port));
        }
        return all;
    }

    /** The address for {@link java.net.InetAddress#getByName}. */
    String literal() {
        return host.equals("*") ? "0.0.0.0" : host;
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
