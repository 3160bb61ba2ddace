package org.bolabaden.outrider.dns.keep;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** DNS messages: a question, an update (RFC 2136), and what comes back. */
final class WireMessage {
    private static final int UPDATE = 5 << 11;
    private static final int HEADER = 12;
    private static final int FIRST_COUNT = 4;

    private WireMessage() {}

    /** A question for a set, to the zone's own server. */
    static byte[] query(int id, String name, int type) {
        return new Wire()
                .u16(id)
                .u16(0)
                .u16(1)
                .u16(0)
                .u16(0)
                .u16(0)
                .name(name)
                .u16(type)
                .u16(WireRecord.IN)
                .toBytes();
    }

    /**
     * An update of a zone, which is made as a whole or not at all.
     *
     * @param demands what must hold in the zone
     * @param changes what is added and removed
     */
    static byte[] update(int id, String zone, List<WireRecord> demands, List<WireRecord> changes) {
        Wire out = new Wire()
                .u16(id)
                .u16(UPDATE)
                .u16(1)
                .u16(demands.size())
                .u16(changes.size())
                .u16(0)
                .name(zone)
                .u16(WireRecord.SOA)
                .u16(WireRecord.IN);
        demands.forEach(record -> record.write(out));
        changes.forEach(record -> record.write(out));
        return out.toBytes();
    }

    /**
     * What came back.
     *
     * @param rcode 0: all is well
     * @param answers the second section
     * @param tsig the signature; empty: none
     * @param unsigned the message without its signature, as it was signed
     */
    record Answer(int id, int rcode, List<WireRecord> answers, List<WireRecord> tsig, Bytes unsigned) {}

    /** Reads a message. */
    static Answer read(byte[] message) throws IOException {
        try {
            ByteBuffer in = ByteBuffer.wrap(message);
            int id = in.getShort() & 0xffff;
            int flags = in.getShort() & 0xffff;
            int[] counts = new int[FIRST_COUNT];
            for (int section = 0; section < counts.length; section++) {
                counts[section] = in.getShort() & 0xffff;
            }
            for (int question = 0; question < counts[0]; question++) {
                Wire.name(in);
                in.getInt();
            }
            List<WireRecord> answers = new ArrayList<>();
            List<WireRecord> tsig = new ArrayList<>();
            int end = message.length;
            for (int section = 1; section < counts.length; section++) {
                for (int i = 0; i < counts[section]; i++) {
                    int start = in.position();
                    WireRecord record = record(in);
                    if (record.type() == WireRecord.TSIG) {
                        tsig.add(record);
                        end = start;
                    } else if (section == 1) {
                        answers.add(record);
                    }
                }
            }
            return new Answer(id, flags & 0xf, answers, tsig, Bytes.of(unsigned(message, end, tsig.size())));
        } catch (BufferUnderflowException | IllegalArgumentException cut) {
            throw new IOException("the answer is cut off", cut);
        }
    }

    private static WireRecord record(ByteBuffer in) throws IOException {
        String name = Wire.name(in);
        int type = in.getShort() & 0xffff;
        int rrClass = in.getShort() & 0xffff;
        long ttl = in.getInt() & 0xffffffffL;
        byte[] data = new byte[in.getShort() & 0xffff];
        in.get(data);
        return new WireRecord(name, type, rrClass, ttl, Bytes.of(data));
    }

    private static byte[] unsigned(byte[] message, int end, int signatures) {
        byte[] copy = java.util.Arrays.copyOf(message, end);
        ByteBuffer header = ByteBuffer.wrap(copy);
        int additional = header.getShort(HEADER - 2) & 0xffff;
        header.putShort(HEADER - 2, (short) (additional - signatures));
        return copy;
    }
}
