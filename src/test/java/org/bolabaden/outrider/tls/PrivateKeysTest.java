package org.bolabaden.outrider.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Private keys as openssl and others write them. */
class PrivateKeysTest {
    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + kind
                + "-----\n";
    }

    @Test
    void keysOfEachKindAreReadAlsoBehindACertificate() throws Exception {
        for (String kind : List.of("EC", "RSA", "Ed25519")) {
            PrivateKey key =
                    KeyPairGenerator.getInstance(kind).generateKeyPair().getPrivate();
            String text = pem("CERTIFICATE", new byte[] {1, 2, 3}) + pem("PRIVATE KEY", key.getEncoded());

            assertThat(PrivateKeys.read(text).getEncoded()).as(kind).isEqualTo(key.getEncoded());
        }
    }

    @Test
    void theOlderFormOfRsaIsReadWhateverItsSize() throws Exception {
        for (int bits : new int[] {1024, 2048, 4096}) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            PrivateKey key = generator.generateKeyPair().getPrivate();
            byte[] whole = key.getEncoded();
            // PKCS#8 is PKCS#1 with 26 bytes in front that say "RSA" (RFC 5958), for keys of these sizes.
            byte[] pkcs1 = Arrays.copyOfRange(whole, 26, whole.length);

            assertThat(PrivateKeys.read(pem("RSA PRIVATE KEY", pkcs1)))
                    .as(bits + " bits")
                    .isEqualTo(key);
        }
    }

    @Test
    void whatIsNoneIsRefusedWithoutRepeatingIt() {
        for (String text : List.of(
                "",
                "c2VjcmV0",
                pem("ENCRYPTED PRIVATE KEY", new byte[] {1}),
                pem("PRIVATE KEY", "not a key at all".getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                "-----BEGIN PRIVATE KEY-----\n=\n-----END PRIVATE KEY-----\n")) {
            assertThatThrownBy(() -> PrivateKeys.read(text))
                    .as(text)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("no")
                    .hasMessageNotContaining("c2VjcmV0");
        }
    }
}
