package org.bolabaden.outrider.dns;

import java.util.ArrayList;
import java.util.List;

/** A zone in memory that knows no conditions, as Cloudflare's: what changes a record that has gone finds nothing. */
final class SharedZone {
    private final List<ZoneRecord> records = new ArrayList<>();
    private int made;

    SharedZone with(ZoneRecord record) {
        records.add(named(record, record.id().isEmpty() ? "r" + made++ : record.id()));
        return this;
    }

    List<ZoneRecord> records() {
        return List.copyOf(records);
    }

    List<ZoneRecord> of(RecordKey key) {
        return records.stream().filter(record -> record.key().equals(key)).toList();
    }

    /** Whether the change met what it was planned for. */
    boolean apply(Change change) {
        return switch (change) {
            case Change.Create create -> {
                boolean taken = isTaken(create.record(), "");
                if (!taken) {
                    with(create.record());
                }
                yield !taken;
            }
            case Change.Update update -> {
                boolean fits = !isTaken(update.record(), update.before().id())
                        && records.removeIf(
                                record -> record.id().equals(update.before().id()));
                if (fits) {
                    records.add(named(update.record(), update.before().id()));
                }
                yield fits;
            }
            case Change.Delete delete ->
                records.removeIf(record -> record.id().equals(delete.record().id()));
        };
    }

    private boolean isTaken(ZoneRecord wanted, String id) {
        return records.stream()
                .anyMatch(record -> record.key().equals(wanted.key())
                        && record.address().equals(wanted.address())
                        && !record.id().equals(id));
    }

    void remove(String id) {
        records.removeIf(record -> record.id().equals(id));
    }

    private static ZoneRecord named(ZoneRecord record, String id) {
        return new ZoneRecord(id, record.key(), record.address(), record.ttl(), record.proxied(), record.mark());
    }
}
