package org.bolabaden.outrider.dns.keep;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.bolabaden.outrider.registry.DnsSettings.RecordType;

/**
 * A resource record in a DNS message; in an update its class says what is meant (RFC 2136, 2.4 and 2.5).
 *
 * @param rrClass {@link #IN}, {@link #NONE} or {@link #ANY}
 */
record WireRecord(String name, int type, int rrClass, long ttl, Bytes data) {
    static final int A = 1;
    static final int CNAME = 5;
    static final int SOA = 6;
    static final int TXT = 16;
    static final int AAAA = 28;
    static final int TSIG = 250;
    static final int IN = 1;
    static final int NONE = 254;
    static final int ANY = 255;

    private static final Bytes NOTHING = new Bytes("");

    static int type(RecordType type) {
        return switch (type) {
            case A -> A;
            case AAAA -> AAAA;
        };
    }

    static WireRecord address(String name, InetAddress address, long ttl) {
        return new WireRecord(name, type(RecordType.of(address)), IN, ttl, Bytes.of(address.getAddress()));
    }

    /** Of text that one string can hold. */
    static WireRecord text(String name, String text, long ttl) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return new WireRecord(
                name,
                TXT,
                IN,
                ttl,
                Bytes.of(new Wire().u8(bytes.length).bytes(bytes).toBytes()));
    }

    /** What it says, when it is a text. */
    String text() {
        StringBuilder text = new StringBuilder();
        ByteBuffer in = ByteBuffer.wrap(data.array());
        while (in.hasRemaining()) {
            byte[] part = new byte[Math.min(in.get() & 0xff, in.remaining())];
            in.get(part);
            text.append(new String(part, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    /** Demands that the set has exactly this record, and those that are demanded beside it. */
    WireRecord demanded() {
        return new WireRecord(name, type, IN, 0, data);
    }

    /** Demands that there is such a set. */
    static WireRecord demanded(String name, int type) {
        return new WireRecord(name, type, ANY, 0, NOTHING);
    }

    /** Demands that there is no such set. */
    static WireRecord absent(String name, int type) {
        return new WireRecord(name, type, NONE, 0, NOTHING);
    }

    /** Removes this record. */
    WireRecord removed() {
        return new WireRecord(name, type, NONE, 0, data);
    }

    void write(Wire out) {
        out.name(name).u16(type).u16(rrClass).u32(ttl).sized(data.array());
    }
}
