package org.bolabaden.outrider.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import org.bolabaden.outrider.probe.FailureReason.Kind;
import org.jspecify.annotations.Nullable;

/** One check on its own connection, from the SYN to the verdict. Confined to the loop's thread. */
final class Exchange extends Deadline {
    /** How far it has come. */
    private sealed interface Stage {}

    private record Connecting() implements Stage {}

    private record Handshaking(TlsWire wire, HttpExpectation http) implements Stage {}

    private record Writing(Wire wire, ByteBuffer request, HttpExpectation http) implements Stage {}

    private record Reading(Wire wire, HttpResponseParser parser) implements Stage {}

    private record Ended() implements Stage {}

    private static final Stage CONNECTING = new Connecting();
    private static final Stage ENDED = new Ended();

    final CheckPlan plan;
    final Optional<InetSocketAddress> address;
    final long openedNanos;
    long connectNanos;
    long tlsNanos;
    long firstByteNanos;
    int status;

    private final ExchangeHost host;
    private final SocketChannel channel;
    private Stage stage = CONNECTING;
    private @Nullable SelectionKey key;
    private long stepNanos;

    Exchange(Target target, Optional<InetSocketAddress> address, SocketChannel channel, ExchangeHost host) {
        super(target);
        this.plan = target.plan;
        this.address = address;
        this.channel = channel;
        this.host = host;
        this.openedNanos = host.now();
        this.stepNanos = openedNanos;
    }

    /** Connects; may end at once. */
    void start() {
        attempt(() -> {
            channel.configureBlocking(false);
            // Closing resets: a port in TIME_WAIT for each check would use them all up.
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            if (host.delaysAcknowledgements()) {
                // The acknowledgement that ends the handshake goes with our first bytes, or with the reset when there
                // are
                // none: a packet less, and a server whose port alone is asked for never sees the connection.
                channel.setOption(ExtendedSocketOptions.TCP_QUICKACK, false);
            }
            if (plan.tls != null) {
                // Several small flights: Nagle's algorithm and a delayed acknowledgement cost 40 ms (FIELD-NOTES §8).
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            InetSocketAddress peer = address.orElseThrow();
            // On loopback the handshake is over before connect() returns, although it says "in progress".
            if (channel.connect(peer) || (target.loopback() && channel.finishConnect())) {
                connected();
            } else {
                await(SelectionKey.OP_CONNECT);
            }
        });
    }

    /** The channel is ready for what was awaited, or the work off the loop is done. */
    void ready() {
        attempt(this::proceed);
    }

    @Override
    void strike(long now) {
        end(
                switch (stage) {
                    case Connecting connecting -> new FailureReason(Kind.CONNECT_TIMEOUT);
                    case Handshaking handshaking -> FailureReasons.tls("timeout");
                    case Writing writing -> new FailureReason(Kind.RESPONSE_TIMEOUT);
                    case Reading reading -> new FailureReason(Kind.RESPONSE_TIMEOUT);
                    case Ended ended -> throw new IllegalStateException("a deadline after the end");
                });
    }

    @Override
    void abandon() {
        stage = ENDED;
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is gone whatever close() says, and the verdict stands: nothing is left to be done.
            assert !channel.isOpen();
        }
    }

    /** Something that can fail as the network does. */
    private interface Step {
        void take() throws IOException;
    }

    private void attempt(Step step) {
        try {
            step.take();
        } catch (IOException e) {
            end(stage instanceof Connecting ? FailureReasons.ofConnect(e) : FailureReasons.ofExchange(e));
        } catch (UnsupportedAddressTypeException e) {
            // An IPv6 address on a machine without IPv6.
            end(new FailureReason(Kind.UNREACHABLE));
        }
    }

    private void proceed() throws IOException {
        switch (stage) {
            case Connecting connecting -> {
                if (channel.finishConnect()) {
                    connected();
                }
            }
            case Handshaking handshaking -> handshake(handshaking);
            case Writing writing -> write(writing);
            case Reading reading -> read(reading);
            case Ended ended -> {}
        }
    }

    private void connected() throws IOException {
        connectNanos = lap();
        HttpExpectation http = plan.http;
        if (http == null) {
            end(null);
        } else if (plan.tls == null) {
            request(new Wire.Plain(channel), http);
        } else {
            TlsWire wire = new TlsWire(
                    channel, host.tlsEngines(plan.tls, plan.backend.address().port()));
            handshake(new Handshaking(wire, http));
        }
    }

    private void handshake(Handshaking handshaking) throws IOException {
        stage = handshaking;
        switch (handshaking.wire.handshake(host.scratch())) {
            case READABLE -> await(SelectionKey.OP_READ);
            case WRITABLE -> await(SelectionKey.OP_WRITE);
            case TASK -> {
                await(0);
                host.offLoop(this, handshaking.wire::task);
            }
            case NOTHING_MORE -> {
                tlsNanos = lap();
                request(handshaking.wire, handshaking.http);
            }
        }
    }

    private void request(Wire wire, HttpExpectation http) throws IOException {
        // Native memory is what the kernel takes without another copy; what does not fit is kept on the heap (rare).
        boolean fits = http.length() <= host.scratch().capacity();
        ByteBuffer request = fits ? host.scratch().clear() : ByteBuffer.allocate(http.length());
        http.writeTo(request);
        request.flip();
        if (wire.write(request)) {
            reading(wire, http);
            return;
        }
        ByteBuffer rest = ByteBuffer.allocate(request.remaining()).put(request).flip();
        stage = new Writing(wire, rest, http);
        await(SelectionKey.OP_WRITE);
    }

    private void write(Writing writing) throws IOException {
        stage = writing;
        if (writing.wire.write(writing.request)) {
            reading(writing.wire, writing.http);
        }
    }

    private void reading(Wire wire, HttpExpectation http) throws IOException {
        stage = new Reading(wire, http.parser());
        lap();
        await(SelectionKey.OP_READ);
    }

    private void read(Reading reading) throws IOException {
        ByteBuffer answer = host.scratch().clear();
        int read = reading.wire.read(answer);
        if (read == 0) {
            return;
        }
        if (read > 0 && firstByteNanos == 0) {
            firstByteNanos = lap();
        }
        Progress progress = read < 0 ? reading.parser.endOfStream() : reading.parser.feed(answer.flip());
        status = reading.parser.status();
        switch (progress) {
            case INCOMPLETE -> {}
            case PASSED -> end(null);
            case WRONG_STATUS -> end(new FailureReason(Kind.STATUS, Integer.toString(status)));
            case BODY_MISMATCH -> end(new FailureReason(Kind.BODY_MISMATCH));
            case MALFORMED -> end(new FailureReason(Kind.PROTOCOL));
            case TRUNCATED -> end(new FailureReason(Kind.RESET));
        }
    }

    private void await(int operations) throws IOException {
        SelectionKey registered = key;
        if (registered == null) {
            key = channel.register(host.selector(), operations, this);
        } else if (registered.interestOps() != operations) {
            registered.interestOps(operations);
        }
    }

    private long lap() {
        long now = host.now();
        long lap = now - stepNanos;
        stepNanos = now;
        return lap;
    }

    private void end(@Nullable FailureReason failure) {
        abandon();
        host.ended(this, failure);
    }
}
