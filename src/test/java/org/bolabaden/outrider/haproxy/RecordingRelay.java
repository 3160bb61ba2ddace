package org.bolabaden.outrider.haproxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes lines on to HAProxy's runtime socket, and keeps them. */
final class RecordingRelay implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final UnixDomainSocketAddress target;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    RecordingRelay(String socket) throws IOException {
        target = UnixDomainSocketAddress.of(socket);
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Thread.ofVirtual().start(() -> relay(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void relay(Socket client) {
        try (client;
                SocketChannel haproxy = SocketChannel.open(target)) {
            String line = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            lines.add(line);
            haproxy.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII)));
            Channels.newInputStream(haproxy).transferTo(client.getOutputStream());
        } catch (IOException gone) {
            // The one that asked sees it.
        }
    }

    String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    /** The lines that have that in them. */
    List<String> with(String part) {
        return lines.stream().filter(line -> line.contains(part)).toList();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
