package org.bolabaden.outrider.haproxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on loopback that sends back what it gets, and keeps it; or one that nobody can connect to, for a while. */
final class TcpServer implements AutoCloseable {
    private final ServerSocket listening;
    private final List<SocketChannel> fillers = new ArrayList<>();
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    private TcpServer(int backlog) throws IOException {
        listening = new ServerSocket(0, backlog, InetAddress.getLoopbackAddress());
    }

    static TcpServer echo() throws IOException {
        TcpServer server = new TcpServer(100);
        server.open();
        return server;
    }

    /** Its backlog is full, so that the kernel drops whoever wants to connect, until {@link #open}. */
    static TcpServer stuck() throws IOException {
        TcpServer server = new TcpServer(1);
        for (int i = 0; i < 5; i++) {
            SocketChannel filler = SocketChannel.open();
            filler.configureBlocking(false);
            filler.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            server.fillers.add(filler);
        }
        return server;
    }

    /** Accepts everybody from now on. */
    void open() {
        Thread.ofVirtual().start(() -> {
            while (!listening.isClosed()) {
                try {
                    Socket client = listening.accept();
                    accepted.add(client);
                    Thread.ofVirtual().start(() -> echo(client));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private void echo(Socket client) {
        byte[] chunk = new byte[1_000];
        try (client) {
            for (int n = client.getInputStream().read(chunk);
                    n >= 0;
                    n = client.getInputStream().read(chunk)) {
                synchronized (received) {
                    received.write(chunk, 0, n);
                }
                client.getOutputStream().write(chunk, 0, n);
            }
        } catch (IOException gone) {
            // As if it had closed.
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    /** All that anybody has sent. */
    String received() {
        synchronized (received) {
            return received.toString(US_ASCII);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (SocketChannel filler : fillers) {
            filler.close();
        }
        for (Socket client : accepted) {
            client.close();
        }
    }
}
