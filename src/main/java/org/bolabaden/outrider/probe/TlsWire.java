package org.bolabaden.outrider.probe;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS over a non-blocking channel. The handshake asks for what it needs: to be called when the channel is readable or
 * writable, or to have a {@link #task} run off the loop (making the engine and verifying certificates take milliseconds).
 *
 * <p>A hanging peer costs a small buffer: it grows only as records arrive that need it.
 */
final class TlsWire implements Wire {
    /** More than one TLS record's plain text, and more than the encrypted bytes that are ever held back. */
    static final int LARGEST_READ = 40 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** What the handshake waits for. */
    enum Need {
        READABLE,
        WRITABLE,
        TASK,
        NOTHING_MORE
    }

    private final SocketChannel channel;
    private final Supplier<SSLEngine> engines;
    private @Nullable SSLEngine engine;
    private @Nullable RuntimeException engineFailure;
    private ByteBuffer encrypted = ByteBuffer.allocate(2048);
    private ByteBuffer unsent = NOTHING;

    TlsWire(SocketChannel channel, Supplier<SSLEngine> engines) {
        this.channel = channel;
        this.engines = engines;
    }

    /** The work that {@link Need#TASK} asked for; it alone may run on another thread, and nothing else meanwhile. */
    void task() {
        SSLEngine started = engine;
        if (started == null) {
            try {
                engine = engines.get();
            } catch (RuntimeException e) {
                engineFailure = e;
            }
            return;
        }
        for (Runnable task = started.getDelegatedTask(); task != null; task = started.getDelegatedTask()) {
            task.run();
        }
    }

    /**
     * Goes on with the handshake as far as possible.
     *
     * @param scratch a large buffer, free to use during the call
     */
    Need handshake(ByteBuffer scratch) throws IOException {
        if (engineFailure != null) {
            throw new SSLException("no TLS engine", engineFailure);
        }
        if (engine == null) {
            return Need.TASK;
        }
        boolean mayRead = true;
        while (flush()) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    return Need.TASK;
                }
                case NEED_WRAP -> wrap(NOTHING, scratch);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    SSLEngineResult result = unwrap(scratch.clear());
                    if (advanced(result) || needsUs()) {
                        continue;
                    }
                    // One read a turn: a peer that floods us must not keep the loop from the others.
                    if (!mayRead || fill() == 0) {
                        return Need.READABLE;
                    }
                    mayRead = false;
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    return Need.NOTHING_MORE;
                }
            }
        }
        return Need.WRITABLE;
    }

    /** Until when the peer's certificate is valid; to be asked after the handshake. */
    Optional<Instant> certificateExpiry() throws IOException {
        return engine().getSession().getPeerCertificates()[0] instanceof X509Certificate certificate
                ? Optional.of(certificate.getNotAfter().toInstant())
                : Optional.empty();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int start = into.position();
        boolean open = channel.read(makeRoom()) >= 0;
        SSLEngineResult result = unwrap(into);
        while (advanced(result)) {
            if (result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                // The peer asks for new keys.
                wrap(NOTHING, ByteBuffer.allocate(engine().getSession().getPacketBufferSize()));
            }
            result = unwrap(into);
        }
        int read = into.position() - start;
        return read == 0 && (!open || engine().isInboundDone()) ? -1 : read;
    }

    @Override
    public boolean write(ByteBuffer from) throws IOException {
        while (flush() && from.hasRemaining()) {
            int before = from.remaining();
            wrap(from, ByteBuffer.allocate(engine().getSession().getPacketBufferSize()));
            if (from.remaining() == before) {
                throw new SSLException("the engine takes no data");
            }
        }
        return !unsent.hasRemaining() && !from.hasRemaining();
    }

    private SSLEngine engine() {
        if (engine == null) {
            throw new IllegalStateException("no handshake yet");
        }
        return engine;
    }

    private int fill() throws IOException {
        int read = channel.read(makeRoom());
        if (read < 0) {
            throw new EOFException("closed during the TLS handshake");
        }
        return read;
    }

    private ByteBuffer makeRoom() {
        if (!encrypted.hasRemaining()) {
            int most = engine().getSession().getPacketBufferSize();
            ByteBuffer larger = ByteBuffer.allocate(Math.max(most, encrypted.capacity() + 1));
            encrypted = larger.put(encrypted.flip());
        }
        return encrypted;
    }

    /** Takes one record, if a whole one is there. */
    private SSLEngineResult unwrap(ByteBuffer into) throws IOException {
        encrypted.flip();
        try {
            return engine().unwrap(encrypted, into);
        } finally {
            encrypted.compact();
        }
    }

    private static boolean advanced(SSLEngineResult result) {
        boolean moved = result.bytesConsumed() > 0 || result.bytesProduced() > 0;
        return moved && result.getStatus() == SSLEngineResult.Status.OK;
    }

    /** Whether the next move is ours, so that waiting for the peer would be for ever. */
    private boolean needsUs() {
        return switch (engine().getHandshakeStatus()) {
            case NEED_TASK, NEED_WRAP, FINISHED, NOT_HANDSHAKING -> true;
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> false;
        };
    }

    private void wrap(ByteBuffer from, ByteBuffer scratch) throws IOException {
        SSLEngineResult result = engine().wrap(from, scratch.clear());
        if (result.getStatus() != SSLEngineResult.Status.OK) {
            throw new SSLException("cannot encrypt: " + result.getStatus());
        }
        scratch.flip();
        channel.write(scratch);
        unsent = scratch.hasRemaining()
                ? ByteBuffer.allocate(scratch.remaining()).put(scratch).flip()
                : NOTHING;
    }

    private boolean flush() throws IOException {
        if (unsent.hasRemaining()) {
            channel.write(unsent);
        }
        return !unsent.hasRemaining();
    }
}
