package org.bolabaden.outrider.dns.keep;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.dns.Change;
import org.bolabaden.outrider.dns.Mark;
import org.bolabaden.outrider.dns.RecordKey;
import org.bolabaden.outrider.dns.ZoneRecord;
import org.bolabaden.outrider.registry.DnsSettings.RecordType;
import org.bolabaden.outrider.registry.DnsSettings.Rfc2136;

/**
 * A zone of a name server that takes dynamic updates. Records have no comments there: the marks of a name's records are texts
 * beside it, {@code _outrider.www.example.org TXT "outrider node=node1 203.0.113.5"}, for a wildcard at {@code
 * _outrider._wildcard}. A record and its mark are changed in one update, which demands that both sets are exactly as they were
 * read, and is made as a whole or not at all.
 */
final class Rfc2136Zone implements Zone {
    private static final String MARKS = "_outrider.";
    private static final int LONGEST_TEXT = 255;
    private static final int NXDOMAIN = 3;
    private static final int NXRRSET = 8;
    /** The zone is not as an update demanded. */
    private static final Set<Integer> UNMET = Set.of(NXDOMAIN, 6, 7, NXRRSET);

    private final Rfc2136 settings;
    private final int markTtl;
    private final NameServer server;
    private final Map<String, Sets> read = new HashMap<>();

    /** What a name has, as it was read last: addresses of both kinds, and marks. */
    private record Sets(List<WireRecord> a, List<WireRecord> aaaa, List<WireRecord> marks) {
        List<WireRecord> of(RecordType type) {
            return switch (type) {
                case A -> a;
                case AAAA -> aaaa;
            };
        }
    }

    Rfc2136Zone(Rfc2136 settings, int markTtl) {
        this.settings = settings;
        this.markTtl = markTtl;
        this.server = new NameServer(settings.server());
    }

    @Override
    public List<ZoneRecord> records(List<String> names) throws ZoneException {
        List<ZoneRecord> records = new ArrayList<>();
        read.clear();
        try {
            Optional<TsigKey> key = key();
            for (String name : names) {
                List<WireRecord> marks = ask(marks(name), WireRecord.TXT, key);
                Sets sets = new Sets(
                        addresses(name, RecordType.A, marks, key), addresses(name, RecordType.AAAA, marks, key), marks);
                read.put(name, sets);
                for (RecordType type : RecordType.values()) {
                    for (WireRecord record : sets.of(type)) {
                        records.add(record(new RecordKey(name, type), record, marks));
                    }
                }
            }
        } catch (IOException silent) {
            throw failure(silent);
        }
        return List.copyOf(records);
    }

    private Optional<TsigKey> key() throws IOException {
        return settings.keyFile().isPresent()
                ? Optional.of(TsigKey.read(settings.keyFile().get()))
                : Optional.empty();
    }

    private ZoneException failure(IOException cause) {
        return ZoneException.because("name server " + settings.server() + ": " + cause.getMessage());
    }

    private List<WireRecord> ask(String name, int type, Optional<TsigKey> key) throws IOException {
        WireMessage.Answer answer = server.query(name, type, key);
        if (answer.rcode() != 0 && answer.rcode() != NXDOMAIN) {
            throw new IOException(NameServer.words(answer.rcode()));
        }
        if (answer.answers().stream()
                .anyMatch(record ->
                        record.type() == WireRecord.CNAME && record.name().equals(name))) {
            throw new IOException(name + " is a CNAME, expected addresses or nothing there");
        }
        return answer.answers().stream()
                .filter(record -> record.type() == type && record.name().equals(name))
                .toList();
    }

    /** The name's own: what a wildcard answers for it is not there. */
    private List<WireRecord> addresses(String name, RecordType type, List<WireRecord> marks, Optional<TsigKey> key)
            throws IOException {
        List<WireRecord> found = ask(name, WireRecord.type(type), key);
        if (found.isEmpty() || !marks.isEmpty() || name.startsWith("*.") || name.equals(settings.zone())) {
            return found;
        }
        int rcode = server.update(
                        settings.zone(), List.of(WireRecord.demanded(name, WireRecord.type(type))), List.of(), key)
                .rcode();
        if (rcode == 0) {
            return found;
        }
        if (UNMET.contains(rcode)) {
            return List.of();
        }
        throw new IOException(NameServer.words(rcode));
    }

    private static ZoneRecord record(RecordKey key, WireRecord record, List<WireRecord> marks) throws IOException {
        try {
            InetAddress address = InetAddress.getByAddress(record.data().array());
            Mark mark = marks.stream()
                    .map(WireRecord::text)
                    .filter(text -> text.endsWith(" " + address.getHostAddress()))
                    .sorted()
                    .map(Mark::read)
                    .filter(one -> one.node().isPresent())
                    .findFirst()
                    .orElse(Mark.NONE);
            return new ZoneRecord(address.getHostAddress(), key, address, (int) record.ttl(), false, mark);
        } catch (UnknownHostException odd) {
            throw new IOException(
                    "an address in the answer has " + record.data().array().length + " bytes", odd);
        }
    }

    private static String marks(String name) {
        return MARKS + (name.startsWith("*.") ? "_wildcard." + name.substring(2) : name);
    }

    @Override
    public void apply(Change change) throws ZoneException {
        RecordKey set = change.record().key();
        // Read once, and changed once: what comes after it is to be planned anew.
        Sets before = read.remove(set.name());
        if (before == null) {
            throw ZoneException.conflict("the zone was changed by this node itself, and is read again");
        }
        List<WireRecord> demands = new ArrayList<>();
        demand(demands, set.name(), WireRecord.type(set.type()), before.of(set.type()));
        demand(demands, marks(set.name()), WireRecord.TXT, before.marks());
        try {
            int rcode = server.update(settings.zone(), demands, changes(change), key())
                    .rcode();
            if (UNMET.contains(rcode)) {
                throw ZoneException.conflict("name server " + settings.server() + ": another node was faster");
            }
            if (rcode != 0) {
                throw new IOException(NameServer.words(rcode));
            }
        } catch (IOException silent) {
            throw failure(silent);
        }
    }

    private static void demand(List<WireRecord> demands, String name, int type, List<WireRecord> set) {
        if (set.isEmpty()) {
            demands.add(WireRecord.absent(name, type));
        }
        set.forEach(record -> demands.add(record.demanded()));
    }

    private List<WireRecord> changes(Change change) throws ZoneException {
        List<WireRecord> changes = new ArrayList<>();
        switch (change) {
            case Change.Create create -> add(changes, create.record());
            case Change.Update update -> {
                remove(changes, update.before());
                add(changes, update.record());
            }
            case Change.Delete delete -> remove(changes, delete.record());
        }
        return changes;
    }

    private void add(List<WireRecord> changes, ZoneRecord record) throws ZoneException {
        changes.add(WireRecord.address(record.key().name(), record.address(), record.ttl()));
        changes.add(WireRecord.text(marks(record.key().name()), text(record), markTtl));
    }

    private void remove(List<WireRecord> changes, ZoneRecord record) throws ZoneException {
        changes.add(WireRecord.address(record.key().name(), record.address(), 0).removed());
        if (record.mark().node().isPresent()) {
            changes.add(
                    WireRecord.text(marks(record.key().name()), text(record), 0).removed());
        }
    }

    private static String text(ZoneRecord record) throws ZoneException {
        String text = record.mark().text() + " " + record.address().getHostAddress();
        if (text.length() > LONGEST_TEXT) {
            throw ZoneException.because(
                    "this node's name is too long for a mark, expected one of at most 190 characters");
        }
        return text;
    }

    @Override
    public String toString() {
        return "rfc2136, zone " + settings.zone() + " at " + settings.server();
    }
}
