package org.bolabaden.outrider.registry;

/**
 * The name of a Docker host, as the registry's {@code nodes:} or a backend's {@code host:} spells it.
 *
 * @param value a host name or an IP address, see {@link HostName}
 */
public record NodeName(String value) implements Comparable<NodeName> {
    public NodeName {
        HostName.requireValid(value);
    }

    @Override
    public int compareTo(NodeName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
