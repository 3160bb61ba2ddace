package org.bolabaden.outrider.blackbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Stands before a socket of HAProxy, and passes on what is said, or does not. */
final class CrookedSocket implements AutoCloseable {
    private final ServerSocketChannel server;
    private final Path target;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger met = new AtomicInteger();
    private volatile Manner manner = Manner.HONEST;

    /** How a connection goes. */
    enum Manner {
        /** HAProxy's own answer. */
        HONEST,
        /** It is accepted, and that is all. */
        SILENT,
        /** What is said is read, and never answered. */
        LISTENS,
        /** Half of HAProxy's answer, and no end. */
        HALF,
        /** A byte now and then, for ever. */
        DRIPS,
        /** Closed before there is an answer. */
        HANGS_UP,
        /** No answer will come, says the end of the stream; the other direction stays open. */
        HALF_CLOSED,
        /** Bytes that no HAProxy says, then the end. */
        GARBAGE,
        /** Bytes that no HAProxy says, without end. */
        FLOOD
    }

    CrookedSocket(Path at, Path target) {
        this.target = target;
        try {
            this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(at));
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** What is open now is closed, and who comes next meets that. */
    void becomes(Manner next) {
        manner = next;
        met.set(0);
        open.forEach(CrookedSocket::end);
    }

    /** How many have come since it last changed. */
    int met() {
        return met.get();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel next = server.accept();
                met.incrementAndGet();
                open.add(next);
                Thread.ofVirtual().start(() -> serve(next));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(SocketChannel connection) {
        try {
            switch (manner) {
                case HONEST -> connection.write(answer(connection));
                case HALF -> {
                    ByteBuffer answer = answer(connection);
                    connection.write(answer.limit(answer.limit() / 2));
                    await(connection);
                }
                case SILENT -> LockSupport.park();
                case LISTENS -> await(connection);
                case DRIPS -> {
                    while (connection.write(ByteBuffer.wrap(new byte[] {'1'})) > 0) {
                        LockSupport.parkNanos(20_000_000);
                    }
                }
                case HANGS_UP -> {}
                case HALF_CLOSED -> {
                    connection.shutdownOutput();
                    await(connection);
                }
                case GARBAGE -> connection.write(garbage());
                case FLOOD -> {
                    while (connection.write(garbage()) > 0) {
                        Thread.yield();
                    }
                }
            }
        } catch (IOException gone) {
            // Whoever asked has hung up.
        } finally {
            end(connection);
            open.remove(connection);
        }
    }

    private static ByteBuffer garbage() {
        byte[] bytes = new byte[4096];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return ByteBuffer.wrap(bytes);
    }

    /** Reads until the other side closes. */
    private static void await(SocketChannel connection) throws IOException {
        ByteBuffer any = ByteBuffer.allocate(4096);
        while (connection.read(any) >= 0) {
            any.clear();
        }
    }

    private ByteBuffer answer(SocketChannel connection) throws IOException {
        ByteBuffer line = ByteBuffer.allocate(1 << 16);
        do {
            if (connection.read(line) < 0) {
                throw new IOException("no line");
            }
        } while (line.get(line.position() - 1) != '\n');
        try (SocketChannel real = SocketChannel.open(UnixDomainSocketAddress.of(target))) {
            real.write(line.flip());
            if (target.getFileName().toString().startsWith("m")) {
                // A master keeps the connection open otherwise.
                real.shutdownOutput();
            }
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            ByteBuffer piece = ByteBuffer.allocate(1 << 16);
            while (real.read(piece) >= 0) {
                all.write(piece.array(), 0, piece.position());
                piece.clear();
            }
            return ByteBuffer.wrap(all.toByteArray());
        }
    }

    private static void end(SocketChannel connection) {
        try {
            connection.close();
        } catch (IOException late) {
            // It is gone all the same.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
        open.forEach(CrookedSocket::end);
    }
}
