package org.bolabaden.outrider.registry;

/**
 * Where a TCP connection goes: a host and a port.
 *
 * @param host a DNS name or an IP address without brackets
 * @param port 1 to 65535 (HAProxy wraps larger ones silently, FIELD-NOTES §1)
 */
public record Endpoint(String host, int port) implements Comparable<Endpoint> {
    public Endpoint {
        HostName.requireValid(host);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a port: " + port + " (1 to 65535)");
        }
    }

    @Override
    public int compareTo(Endpoint other) {
        int byHost = host.compareTo(other.host);
        return byHost != 0 ? byHost : Integer.compare(port, other.port);
    }

    /** {@code host:port}, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
