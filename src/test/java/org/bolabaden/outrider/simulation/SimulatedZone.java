package org.bolabaden.outrider.simulation;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.bolabaden.outrider.dns.Change;
import org.bolabaden.outrider.dns.Mark;
import org.bolabaden.outrider.dns.ZoneRecord;
import org.bolabaden.outrider.dns.keep.Zone;
import org.bolabaden.outrider.dns.keep.ZoneException;
import org.bolabaden.outrider.dns.keep.ZoneFaults;
import org.bolabaden.outrider.simulation.disk.ProcessEnded;

/** A zone that all nodes share and that cannot be locked. What a call does it does at one moment of the call's time. */
final class SimulatedZone {
    private final Time time;
    private final Random random;
    private final Rules rules;
    private final List<ZoneRecord> records = new ArrayList<>();
    private long failsUntil;
    private int made;

    SimulatedZone(Time time, Random random, Rules rules) {
        this.time = time;
        this.random = random;
        this.rules = rules;
    }

    List<ZoneRecord> records() {
        return records;
    }

    void fail(long nanos) {
        failsUntil = Math.max(failsUntil, time.now() + nanos);
    }

    void mend() {
        failsUntil = 0;
    }

    /** The zone as one node's process reaches it. */
    Zone of(String node, BooleanSupplier alive, BooleanSupplier reached, boolean reckless) {
        return new Zone() {
            @Override
            public List<ZoneRecord> records(List<String> names) throws ZoneException {
                call();
                List<ZoneRecord> found = records.stream()
                        .filter(record -> names.contains(record.key().name()))
                        .toList();
                call();
                return reckless ? imagined(node, found) : found;
            }

            @Override
            public void apply(Change change) throws ZoneException {
                call();
                if (!change(node, change)) {
                    throw ZoneFaults.conflict("the zone is not as it was read");
                }
            }

            private void call() throws ZoneException {
                time.rest((5 + random.nextInt(120)) * 1_000_000L);
                if (!alive.getAsBoolean()) {
                    throw new ProcessEnded();
                }
                if (!reached.getAsBoolean() || time.now() < failsUntil) {
                    time.rest(2_000_000_000L);
                    throw ZoneFaults.because("the provider does not answer");
                }
            }
        };
    }

    /** What a reckless node takes the zone for: its own record is announced to go, and somebody else's always stays. */
    private static List<ZoneRecord> imagined(String node, List<ZoneRecord> found) {
        List<ZoneRecord> all = new ArrayList<>();
        for (ZoneRecord record : found) {
            Mark mark = record.mark().leaving(record.mark().isOf(node));
            all.add(new ZoneRecord(record.id(), record.key(), record.address(), record.ttl(), record.proxied(), mark));
            all.add(new ZoneRecord(
                    "imagined",
                    record.key(),
                    InetAddress.ofLiteral("203.0.113.99"),
                    record.ttl(),
                    record.proxied(),
                    Mark.of("somebody")));
        }
        return all;
    }

    private boolean change(String node, Change change) {
        rules.ownRecordOnly(node, change, List.copyOf(records));
        return switch (change) {
            case Change.Create create -> {
                boolean taken = records.stream()
                        .anyMatch(record -> record.key().equals(create.record().key())
                                && record.address().equals(create.record().address()));
                yield !taken && records.add(named(create.record(), "r" + made++));
            }
            case Change.Update update ->
                records.removeIf(record -> record.id().equals(update.before().id()))
                        && records.add(named(update.record(), update.before().id()));
            case Change.Delete delete ->
                records.removeIf(record -> record.id().equals(delete.record().id()));
        };
    }

    private static ZoneRecord named(ZoneRecord record, String id) {
        return new ZoneRecord(id, record.key(), record.address(), record.ttl(), record.proxied(), record.mark());
    }
}
