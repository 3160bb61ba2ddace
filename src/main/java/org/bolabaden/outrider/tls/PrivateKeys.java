package org.bolabaden.outrider.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Private keys in PEM (RFC 7468): PKCS#8 of any kind that the JDK has, and PKCS#1, which is RSA's alone. By the JDK only: a
 * command of the node's, which lives for a tenth of a second, reads one as well. Pure.
 */
final class PrivateKeys {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN (RSA )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END (?:RSA )?PRIVATE KEY-----");
    private static final List<String> KINDS = List.of("EC", "RSA", "EdDSA", "RSASSA-PSS");
    // Version 0, and the algorithm rsaEncryption without parameters, as DER (RFC 5958, RFC 8017).
    private static final byte[] RSA_BEGINS = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int SHORT_LENGTHS = 0x80;

    private PrivateKeys() {}

    /**
     * The first one in the text.
     *
     * @throws IOException when there is none, or it is of no known kind; never with any of it
     */
    static PrivateKey read(String text) throws IOException {
        Matcher block = BLOCK.matcher(text);
        if (!block.find()) {
            throw new UnusablePemException("no private key in it that is PKCS#8 or PKCS#1 and not encrypted");
        }
        byte[] content;
        try {
            content = Base64.getMimeDecoder().decode(block.group(2));
        } catch (IllegalArgumentException broken) {
            throw new UnusablePemException("not a private key: not in base64");
        }
        PKCS8EncodedKeySpec key = new PKCS8EncodedKeySpec(block.group(1) == null ? content : wrapped(content));
        return KINDS.stream()
                .flatMap(kind -> of(kind, key).stream())
                .findFirst()
                .orElseThrow(() -> new UnusablePemException(
                        "not a private key of a kind that is known: " + String.join(", ", KINDS)));
    }

    private static Optional<PrivateKey> of(String kind, PKCS8EncodedKeySpec key) {
        try {
            return Optional.of(KeyFactory.getInstance(kind).generatePrivate(key));
        } catch (InvalidKeySpecException another) {
            return Optional.empty();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("no " + kind + " on this machine", missing);
        }
    }

    private static byte[] wrapped(byte[] pkcs1) {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        inner.writeBytes(RSA_BEGINS);
        inner.writeBytes(element(OCTETS, pkcs1));
        return element(SEQUENCE, inner.toByteArray());
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        byte[] length = BigInteger.valueOf(content.length).toByteArray();
        // One bit more than the number needs would be a byte too many, and DER takes the shortest form alone.
        int skipped = length[0] == 0 && length.length > 1 ? 1 : 0;
        if (content.length >= SHORT_LENGTHS) {
            out.write(SHORT_LENGTHS | (length.length - skipped));
        }
        out.write(length, skipped, length.length - skipped);
        out.writeBytes(content);
        return out.toByteArray();
    }
}
