package org.bolabaden.outrider.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/**
 * Messages of DNS with counts that promise too much, names that point at themselves, and data of the wrong length.
 *
 * @param framed whether its length stands before it, as over TCP
 */
public record DnsGrammar(boolean framed) implements Grammar {
    private static final int[] TYPES = {1, 1, 5, 16, 16, 28, 2, 12, 41, 250, 255, 0, 65_535};

    @Override
    public byte[] write(RandomGenerator random, Corpus corpus) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        u16(message, random.nextInt(1 << 16));
        u16(message, random.nextInt(4) == 0 ? random.nextInt(1 << 16) : 0x8180);
        int questions = random.nextInt(3);
        int records = random.nextInt(5);
        u16(message, random.nextInt(12) == 0 ? 65_535 : questions);
        u16(message, random.nextInt(12) == 0 ? 65_535 : records);
        u16(message, random.nextInt(12) == 0 ? random.nextInt(1 << 16) : 0);
        u16(message, random.nextInt(12) == 0 ? random.nextInt(1 << 16) : 0);
        for (int i = 0; i < questions; i++) {
            name(message, random, corpus);
            u16(message, type(random));
            u16(message, 1);
        }
        for (int i = 0; i < records; i++) {
            record(message, random, corpus);
        }
        byte[] bytes = message.toByteArray();
        if (!framed) {
            return bytes;
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        u16(whole, random.nextInt(12) == 0 ? random.nextInt(1 << 16) : bytes.length);
        whole.writeBytes(bytes);
        return whole.toByteArray();
    }

    private static void record(ByteArrayOutputStream message, RandomGenerator random, Corpus corpus) {
        name(message, random, corpus);
        int type = type(random);
        u16(message, type);
        u16(message, random.nextInt(6) == 0 ? 255 : 1);
        u16(message, random.nextInt(1 << 16));
        u16(message, random.nextInt(1 << 16));
        byte[] data = data(type, random, corpus);
        u16(message, random.nextInt(12) == 0 ? random.nextInt(1 << 16) : data.length);
        message.writeBytes(data);
    }

    private static byte[] data(int type, RandomGenerator random, Corpus corpus) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        switch (random.nextInt(6) == 0 ? 0 : type) {
            case 1 -> data.writeBytes(new byte[] {10, 0, 0, (byte) random.nextInt(3)});
            case 28 -> data.writeBytes(new byte[random.nextBoolean() ? 16 : random.nextInt(20)]);
            case 16 -> {
                byte[] text = (random.nextBoolean() ? "ok" : Hostile.text(random)).getBytes(StandardCharsets.UTF_8);
                data.write(random.nextInt(6) == 0 ? random.nextInt(256) : text.length);
                data.writeBytes(text);
            }
            case 2, 5, 12 -> name(data, random, corpus);
            default -> {
                byte[] noise = new byte[random.nextInt(40)];
                random.nextBytes(noise);
                data.writeBytes(noise);
            }
        }
        return data.toByteArray();
    }

    private static void name(ByteArrayOutputStream message, RandomGenerator random, Corpus corpus) {
        for (int i = random.nextInt(random.nextInt(20) == 0 ? 200 : 4); i > 0; i--) {
            byte[] label = (random.nextInt(3) > 0 ? corpus.word(random) : Hostile.text(random))
                    .getBytes(StandardCharsets.UTF_8);
            message.write(random.nextInt(20) == 0 ? random.nextInt(256) : Math.min(63, label.length));
            message.write(label, 0, Math.min(63, label.length));
        }
        if (random.nextInt(4) == 0) {
            // A pointer: to the question, to itself, or anywhere.
            int to = random.nextBoolean() ? 12 : random.nextBoolean() ? message.size() : random.nextInt(1 << 14);
            u16(message, 0xc000 | to);
        } else {
            message.write(0);
        }
    }

    private static int type(RandomGenerator random) {
        return TYPES[random.nextInt(TYPES.length)];
    }

    private static void u16(ByteArrayOutputStream out, int value) {
        out.write(value >> 8);
        out.write(value);
    }
}
