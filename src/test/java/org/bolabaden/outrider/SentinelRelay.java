package org.bolabaden.outrider;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.sentinel.SentinelProcess;

/** Stands before a sentinel, passes everything on, and says more than the sentinel does to whoever has subscribed. */
final class SentinelRelay implements AutoCloseable {
    private final int sentinel;
    private final ServerSocket listening;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<Socket> subscribed = new CopyOnWriteArrayList<>();

    SentinelRelay(SentinelProcess before) {
        sentinel = before.port();
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Thread.ofVirtual().start(this::accept);
    }

    Endpoint place() {
        return FollowingStage.local(listening.getLocalPort());
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), sentinel);
                open.add(client);
                open.add(server);
                Thread.ofVirtual().start(() -> asked(client, server));
                Thread.ofVirtual().start(() -> answered(server, client));
            }
        } catch (IOException closed) {
            // The test is over, or the sentinel is down.
        }
    }

    private void asked(Socket client, Socket server) {
        pass(client, server, (out, bytes, length) -> {
            String words = new String(bytes, 0, length, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
            if (words.contains("PSUBSCRIBE")) {
                subscribed.add(client);
            }
            out.write(bytes, 0, length);
        });
    }

    private static void answered(Socket server, Socket client) {
        pass(server, client, (out, bytes, length) -> {
            // A sentinel writes whole answers, far shorter than what is read at once: between two reads is between two.
            synchronized (client) {
                out.write(bytes, 0, length);
            }
        });
    }

    private interface Passing {
        void pass(OutputStream out, byte[] bytes, int length) throws IOException;
    }

    private static void pass(Socket from, Socket to, Passing how) {
        byte[] bytes = new byte[65_536];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(bytes); read > 0; read = in.read(bytes)) {
                how.pass(out, bytes, read);
            }
        } catch (IOException closed) {
            // Either side ended it: both ends are closed.
        }
    }

    /** Says that the sentinel had published this. */
    void publish(String channel, String payload) {
        StringBuilder message = new StringBuilder("*4\r\n");
        for (String word : List.of("pmessage", "*", channel, payload)) {
            message.append('$')
                    .append(word.length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        for (Socket client : subscribed) {
            try {
                synchronized (client) {
                    client.getOutputStream().write(message.toString().getBytes(StandardCharsets.ISO_8859_1));
                }
            } catch (IOException gone) {
                subscribed.remove(client);
            }
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket one : open) {
                one.close();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
