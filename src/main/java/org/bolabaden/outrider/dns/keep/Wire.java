package org.bolabaden.outrider.dns.keep;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Numbers and names as DNS messages have them (RFC 1035); names in lower case and without their last dot. */
final class Wire {
    private static final int LONGEST_NAME = 255;
    private static final int POINTER = 0xc0;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Wire u8(int value) {
        out.write(value);
        return this;
    }

    Wire u16(int value) {
        return u8(value >> 8).u8(value);
    }

    Wire u32(long value) {
        return u16((int) (value >> 16)).u16((int) value);
    }

    Wire u48(long value) {
        return u16((int) (value >> 32)).u32(value);
    }

    Wire bytes(byte[] value) {
        out.writeBytes(value);
        return this;
    }

    /** Bytes with their length before them. */
    Wire sized(byte[] value) {
        return u16(value.length).bytes(value);
    }

    Wire name(String name) {
        for (String label : name.toLowerCase(Locale.ROOT).split("\\.", -1)) {
            byte[] text = label.getBytes(StandardCharsets.US_ASCII);
            if (text.length > 0) {
                u8(text.length).bytes(text);
            }
        }
        return u8(0);
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    /** Reads a name, which may end in another place of the message. */
    static String name(ByteBuffer in) throws IOException {
        StringBuilder name = new StringBuilder();
        ByteBuffer at = in;
        // Each jump goes backwards, so that no message holds a reader for ever.
        int before = in.position();
        for (int length = at.get() & 0xff; length != 0; length = at.get() & 0xff) {
            if ((length & POINTER) == POINTER) {
                int target = ((length & ~POINTER) << 8) | (at.get() & 0xff);
                if (target >= before) {
                    throw new IOException("a name in the answer points forwards");
                }
                before = target;
                at = in.duplicate().position(target);
                continue;
            }
            byte[] label = new byte[length];
            at.get(label);
            name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.ISO_8859_1));
            if (name.length() > LONGEST_NAME) {
                throw new IOException("a name in the answer is too long");
            }
        }
        return name.toString().toLowerCase(Locale.ROOT);
    }
}
