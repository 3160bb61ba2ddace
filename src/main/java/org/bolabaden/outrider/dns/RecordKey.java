package org.bolabaden.outrider.dns;

import org.bolabaden.outrider.registry.DnsSettings.RecordType;

/**
 * A set of records: all addresses of one kind that a name has.
 *
 * @param name in lower case, without the dot at the end
 */
public record RecordKey(String name, RecordType type) implements Comparable<RecordKey> {
    @Override
    public int compareTo(RecordKey other) {
        int byName = name.compareTo(other.name);
        return byName != 0 ? byName : type.compareTo(other.type);
    }

    @Override
    public String toString() {
        return name + " " + type;
    }
}
