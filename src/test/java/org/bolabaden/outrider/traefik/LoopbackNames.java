package org.bolabaden.outrider.traefik;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Makes every name mean the loopback address for a program that takes a proxy from its environment, since a test may
 * neither ask a DNS server nor change the machine's hosts file: a proxy that connects to the port of whatever it is
 * asked for. One request a connection.
 */
final class LoopbackNames implements AutoCloseable {
    private final ServerSocket socket;

    LoopbackNames() {
        try {
            socket = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Thread.startVirtualThread(this::accept);
    }

    /** The value of {@code HTTP_PROXY} and {@code HTTPS_PROXY}. */
    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread.startVirtualThread(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            String target = head.split(" ")[1];
            boolean tunnel = head.startsWith("CONNECT ");
            String authority = tunnel ? target : target.split("/")[2];
            int port = Integer.parseInt(authority.substring(authority.lastIndexOf(':') + 1));
            try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (tunnel) {
                    send(client, "HTTP/1.1 200 Connected\r\n\r\n");
                } else {
                    send(server, head.replaceFirst("\r\n", "\r\nConnection: close\r\n"));
                }
                Thread.startVirtualThread(() -> pump(client, server));
                server.getInputStream().transferTo(client.getOutputStream());
            }
        } catch (IOException refused) {
            // The client sees its connection end, as it would without us.
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException ended) {
            // One side is done.
        }
    }

    private static void send(Socket to, String text) throws IOException {
        to.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int read = in.read();
            if (read < 0) {
                throw new IOException("no complete request");
            }
            head.append((char) read);
        }
        return head.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
