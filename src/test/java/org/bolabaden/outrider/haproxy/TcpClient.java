package org.bolabaden.outrider.haproxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A connection through HAProxy. */
final class TcpClient implements AutoCloseable {
    private final Socket socket;

    TcpClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(3_000);
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    /** Whether what it says comes back. */
    boolean answered(String text) {
        try {
            send(text);
            return new String(socket.getInputStream().readNBytes(text.length()), US_ASCII).equals(text);
        } catch (IOException gone) {
            return false;
        }
    }

    /** Whether the other side has ended the connection; says nothing. */
    boolean ended() throws IOException {
        socket.setSoTimeout(1);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        } finally {
            socket.setSoTimeout(3_000);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
