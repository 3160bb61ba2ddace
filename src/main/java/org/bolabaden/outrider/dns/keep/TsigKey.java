package org.bolabaden.outrider.dns.keep;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bolabaden.outrider.secret.SecretFile;

/**
 * The key that updates are signed with (TSIG, RFC 8945), and how.
 *
 * @param name the key's, which the server knows
 * @param algorithm such as {@code hmac-sha256}
 * @param secret never shown
 */
record TsigKey(String name, String algorithm, Bytes secret) {
    private static final int FUDGE_SECONDS = 300;
    private static final Map<String, String> ALGORITHMS = Map.of(
            "hmac-sha1", "HmacSHA1",
            "hmac-sha224", "HmacSHA224",
            "hmac-sha256", "HmacSHA256",
            "hmac-sha384", "HmacSHA384",
            "hmac-sha512", "HmacSHA512");
    private static final Map<Integer, String> ERRORS = Map.of(
            16, "the server does not take the signature: the secret is another (BADSIG)",
            17, "the server does not know the key (BADKEY)",
            18, "the clocks of this node and the server differ too much (BADTIME)",
            22, "the server wants a longer signature (BADTRUNC)");
    private static final int LONGEST = 65_536;
    private static final Pattern LINE =
            Pattern.compile("(?:(hmac-[A-Za-z0-9-]+):)?([A-Za-z0-9._-]+):([A-Za-z0-9+/=]+)");
    private static final Pattern CLAUSE = Pattern.compile("key\\s+\"?([A-Za-z0-9._-]+)\"?\\s*\\{([^}]*)\\}");
    private static final Pattern CLAUSE_ALGORITHM = Pattern.compile("algorithm\\s+\"?([A-Za-z0-9-]+)\"?\\s*;");
    private static final Pattern CLAUSE_SECRET = Pattern.compile("secret\\s+\"?([A-Za-z0-9+/=]+)\"?\\s*;");

    /**
     * Reads a key as tsig-keygen writes it, or in one line.
     *
     * @throws IOException in words that name the file and not its content
     */
    static TsigKey read(Path file) throws IOException {
        String text = content(file);
        Matcher line = LINE.matcher(text);
        if (line.matches()) {
            return of(file, line.group(2), Optional.ofNullable(line.group(1)), line.group(3));
        }
        Matcher clause = CLAUSE.matcher(text);
        if (clause.find()) {
            Matcher algorithm = CLAUSE_ALGORITHM.matcher(clause.group(2));
            Matcher secret = CLAUSE_SECRET.matcher(clause.group(2));
            if (secret.find()) {
                return of(
                        file,
                        clause.group(1),
                        algorithm.find() ? Optional.of(algorithm.group(1)) : Optional.empty(),
                        secret.group(1));
            }
        }
        throw new IOException(file + ": no TSIG key, expected what tsig-keygen writes, or [ALGORITHM:]NAME:SECRET");
    }

    private static String content(Path file) throws IOException {
        try {
            SecretFile.requireKept(file);
            if (Files.size(file) > LONGEST) {
                throw new IOException(file + ": longer than " + LONGEST + " bytes, expected a TSIG key");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        } catch (NoSuchFileException missing) {
            throw new IOException(file + ": no such file", missing);
        } catch (java.nio.file.AccessDeniedException denied) {
            throw new IOException(file + ": may not be read by this user", denied);
        }
    }

    private static TsigKey of(Path file, String name, Optional<String> algorithm, String secret) throws IOException {
        String word = algorithm.orElse("hmac-sha256").toLowerCase(Locale.ROOT);
        if (!ALGORITHMS.containsKey(word)) {
            throw new IOException(file + ": unknown algorithm, expected one of "
                    + String.join(", ", ALGORITHMS.keySet().stream().sorted().toList()));
        }
        try {
            return new TsigKey(
                    name.toLowerCase(Locale.ROOT),
                    word,
                    Bytes.of(Base64.getDecoder().decode(secret)));
        } catch (IllegalArgumentException notBase64) {
            throw new IOException(file + ": the secret is not in base64", notBase64);
        }
    }

    /**
     * A message with its signature.
     *
     * @param bytes all of it
     * @param mac the signature, with which that of the answer begins
     */
    record Signed(Bytes bytes, Bytes mac) {}

    /** Signs a message that has nothing in its last section. */
    Signed sign(byte[] message, long seconds) throws IOException {
        byte[] mac = mac(new Wire()
                .bytes(message)
                .bytes(variables(seconds, FUDGE_SECONDS, 0, new byte[0]))
                .toBytes());
        byte[] data = new Wire()
                .name(algorithm)
                .u48(seconds)
                .u16(FUDGE_SECONDS)
                .sized(mac)
                .u16(ByteBuffer.wrap(message).getShort(0) & 0xffff)
                .u16(0)
                .u16(0)
                .toBytes();
        Wire out = new Wire().bytes(message);
        new WireRecord(name, WireRecord.TSIG, WireRecord.ANY, 0, Bytes.of(data)).write(out);
        byte[] whole = out.toBytes();
        ByteBuffer.wrap(whole).putShort(10, (short) 1);
        return new Signed(Bytes.of(whole), Bytes.of(mac));
    }

    /** Makes sure that the answer is the server's. */
    void verify(WireMessage.Answer answer, Bytes requestMac, long seconds) throws IOException {
        if (answer.tsig().size() != 1) {
            throw new IOException("the answer is not signed");
        }
        ByteBuffer data = ByteBuffer.wrap(answer.tsig().getFirst().data().array());
        String word = Wire.name(data);
        long signedAt = ((data.getShort() & 0xffffL) << 32) | (data.getInt() & 0xffffffffL);
        int fudge = data.getShort() & 0xffff;
        byte[] mac = new byte[data.getShort() & 0xffff];
        data.get(mac);
        data.getShort();
        int error = data.getShort() & 0xffff;
        byte[] other = new byte[data.getShort() & 0xffff];
        data.get(other);
        if (error != 0) {
            throw new IOException(ERRORS.getOrDefault(error, "the server does not take the signature (" + error + ")"));
        }
        byte[] expected = mac(new Wire()
                .sized(requestMac.array())
                .bytes(answer.unsigned().array())
                .bytes(variables(signedAt, fudge, error, other))
                .toBytes());
        if (!word.equals(algorithm) || !MessageDigest.isEqual(expected, mac)) {
            throw new IOException("the answer is not signed with our key");
        }
        if (Math.abs(seconds - signedAt) > fudge) {
            throw new IOException("the clocks of this node and the server differ too much");
        }
    }

    private byte[] variables(long seconds, int fudge, int error, byte[] other) {
        return new Wire()
                .name(name)
                .u16(WireRecord.ANY)
                .u32(0)
                .name(algorithm)
                .u48(seconds)
                .u16(fudge)
                .u16(error)
                .sized(other)
                .toBytes();
    }

    private byte[] mac(byte[] data) throws IOException {
        try {
            String java = ALGORITHMS.getOrDefault(algorithm, "");
            Mac mac = Mac.getInstance(java);
            mac.init(new SecretKeySpec(secret.array(), java));
            return mac.doFinal(data);
        } catch (GeneralSecurityException impossible) {
            throw new IOException("this machine has no " + algorithm, impossible);
        }
    }

    @Override
    public String toString() {
        return "TSIG key " + name;
    }
}
