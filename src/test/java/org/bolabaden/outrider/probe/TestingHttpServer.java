package org.bolabaden.outrider.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * A web server that does as it is told, well or badly. On a free port of a loopback address, one virtual thread a
 * connection; what it does can be changed while it runs.
 */
public final class TestingHttpServer implements AutoCloseable {
    /** What is done with a connection whose request has been read; it is closed afterwards. */
    public interface Script {
        void answer(Socket connection) throws IOException;
    }

    private final ServerSocket socket;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<IOException> broken = new CopyOnWriteArrayList<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private volatile Script script;

    private TestingHttpServer(ServerSocket socket, Script script) {
        this.socket = socket;
        this.script = script;
        Thread.startVirtualThread(this::accept);
    }

    public static TestingHttpServer answering(Script script) {
        return on("127.0.0.1", script);
    }

    public static TestingHttpServer on(String address, Script script) {
        return on(address, 0, script);
    }

    /** On that port; 0: on a free one. */
    public static TestingHttpServer on(String address, int port, Script script) {
        try {
            return new TestingHttpServer(new ServerSocket(port, 4096, InetAddress.getByName(address)), script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static TestingHttpServer overTls(SSLContext context, Script script) {
        return overTls(context, false, script);
    }

    /** Talks to those alone that show a certificate. */
    public static TestingHttpServer overTlsWithClients(SSLContext context, Script script) {
        return overTls(context, true, script);
    }

    private static TestingHttpServer overTls(SSLContext context, boolean clients, Script script) {
        try {
            InetAddress loopback = InetAddress.getByName("127.0.0.1");
            SSLServerSocket socket =
                    (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 4096, loopback);
            socket.setNeedClientAuth(clients);
            return new TestingHttpServer(socket, script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A complete answer with that status and body. */
    public static Script status(int status, String body) {
        return raw("HTTP/1.1 " + status + " Said\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n"
                + body);
    }

    /** Exactly these bytes. */
    public static Script raw(String bytes) {
        return connection -> connection.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
    }

    /** These bytes, and then nothing until the peer goes away. */
    public static Script rawThenSilence(String bytes) {
        return connection -> {
            raw(bytes).answer(connection);
            connection.getInputStream().read();
        };
    }

    /** These bytes one by one, for ever. */
    public static Script drip(String bytes, Duration pause) {
        return connection -> {
            for (int i = 0; true; i++) {
                connection.getOutputStream().write(bytes.charAt(i % bytes.length()));
                LockSupport.parkNanos(pause.toNanos());
            }
        };
    }

    /** These bytes again and again, as fast as the peer takes them. */
    public static Script flood(String start, String more) {
        return connection -> {
            raw(start).answer(connection);
            while (true) {
                raw(more).answer(connection);
            }
        };
    }

    /** A reset instead of an answer. */
    public static Script reset() {
        return connection -> connection.setSoLinger(true, 0);
    }

    public static Script after(Duration pause, Script then) {
        return connection -> {
            LockSupport.parkNanos(pause.toNanos());
            then.answer(connection);
        };
    }

    public void now(Script other) {
        script = other;
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** Heads of the requests so far. */
    public List<String> requests() {
        return requests;
    }

    /** How connections ended that did not end well. */
    public List<IOException> broken() {
        return broken;
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread.startVirtualThread(() -> serve(connection));
            } catch (IOException e) {
                // Closed: the test is over.
                return;
            }
        }
    }

    private void serve(Socket connection) {
        connections.add(connection);
        try (connection) {
            requests.add(head(connection));
            script.answer(connection);
        } catch (IOException e) {
            // The peer went away or the handshake failed, which is what many scripts provoke.
            broken.add(e);
        } finally {
            connections.remove(connection);
        }
    }

    private static String head(Socket connection) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int read = connection.getInputStream().read();
            if (read < 0) {
                throw new IOException("no complete request: " + head);
            }
            head.append((char) read);
        }
        return head.toString();
    }
}
