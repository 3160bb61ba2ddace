package org.bolabaden.outrider.dns.keep;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.BufferUnderflowException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.bolabaden.outrider.registry.Endpoint;

/**
 * Speaks to one name server, over TCP: updates and their answers do not fit into every datagram, and a forged answer is harder
 * to bring in.
 */
final class NameServer {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int NOTAUTH = 9;
    private static final Map<Integer, String> RCODES = Map.of(
            1, "FORMERR: it does not understand the message",
            2, "SERVFAIL: it cannot do it, its log says why",
            3, "NXDOMAIN",
            4, "NOTIMP: it takes no updates",
            5, "REFUSED: it is not allowed, expected allow-update or an update-policy for the key",
            6, "YXDOMAIN",
            7, "YXRRSET",
            8, "NXRRSET",
            9, "NOTAUTH: the server is not the primary of the zone, or does not take the key",
            10, "NOTZONE: a name is not in the zone");

    private final Endpoint endpoint;

    NameServer(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** What stands for a code. */
    static String words(int rcode) {
        return RCODES.getOrDefault(rcode, "code " + rcode);
    }

    /** Asks for a set. */
    WireMessage.Answer query(String name, int type, Optional<TsigKey> key) throws IOException {
        return exchange(WireMessage.query(id(), name, type), key);
    }

    /** Has a zone updated. */
    WireMessage.Answer update(String zone, List<WireRecord> demands, List<WireRecord> changes, Optional<TsigKey> key)
            throws IOException {
        return exchange(WireMessage.update(id(), zone, demands, changes), key);
    }

    private static int id() {
        return ThreadLocalRandom.current().nextInt(0x10000);
    }

    private WireMessage.Answer exchange(byte[] message, Optional<TsigKey> key) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), (int) DEADLINE.toMillis());
            socket.setSoTimeout((int) DEADLINE.toMillis());
            if (key.isEmpty()) {
                return send(socket, message);
            }
            TsigKey.Signed signed = key.get().sign(message, System.currentTimeMillis() / 1_000);
            WireMessage.Answer answer = send(socket, signed.bytes().array());
            // An error about the key itself comes without a signature that could be trusted.
            if (answer.rcode() != NOTAUTH || !answer.tsig().isEmpty()) {
                key.get().verify(answer, signed.mac(), System.currentTimeMillis() / 1_000);
            }
            return answer;
        } catch (SocketTimeoutException late) {
            throw new IOException("no answer within " + DEADLINE.toSeconds() + " s", late);
        } catch (BufferUnderflowException cut) {
            throw new IOException("the answer is cut off", cut);
        }
    }

    private static WireMessage.Answer send(Socket socket, byte[] message) throws IOException {
        socket.getOutputStream().write(new Wire().sized(message).toBytes());
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] answer = new byte[in.readUnsignedShort()];
        in.readFully(answer);
        WireMessage.Answer read = WireMessage.read(answer);
        int id = ((message[0] & 0xff) << 8) | (message[1] & 0xff);
        if (read.id() != id) {
            throw new IOException("the answer is to another question");
        }
        return read;
    }
}
