package org.bolabaden.outrider.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import org.bolabaden.outrider.probe.FailureReason.Kind;
import org.jspecify.annotations.Nullable;

/**
 * One check on its own connection, from the SYN to the verdict. What is said over it is the {@link Conversation}'s business.
 * Confined to the loop's thread.
 */
final class Exchange extends Deadline {
    /** How far it has come. */
    private sealed interface Stage {}

    private record Connecting() implements Stage {}

    private record Handshaking(TlsWire wire, Conversation conversation) implements Stage {}

    private record Talking(Wire wire, Conversation conversation) implements Stage {}

    private record Sending(Talking talking, ByteBuffer rest) implements Stage {}

    private record Preparing(Talking talking) implements Stage {}

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
    Observed observed = Observed.NOTHING;

    private final ExchangeHost host;
    private SelectableChannel channel;
    private Conversation.@Nullable Source conversations;
    private Stage stage = CONNECTING;
    private @Nullable SelectionKey key;
    private long stepNanos;

    Exchange(Target target, Optional<InetSocketAddress> address, SelectableChannel channel, ExchangeHost host) {
        super(target);
        this.plan = target.plan;
        this.conversations = plan.conversations;
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
            InetSocketAddress peer = address.orElseThrow();
            if (channel instanceof SocketChannel stream) {
                connect(stream, peer);
            } else {
                // Connected, it hears nobody else, and it hears that nobody listens.
                ((DatagramChannel) channel).connect(peer);
                connected();
            }
        });
    }

    private void connect(SocketChannel stream, InetSocketAddress peer) throws IOException {
        // Closing resets: a port in TIME_WAIT for each check would use them all up.
        stream.setOption(StandardSocketOptions.SO_LINGER, 0);
        if (plan.speaksFirst() && host.delaysAcknowledgements()) {
            // The acknowledgement that ends the handshake goes with our first bytes, or with the reset when there
            // are none: a packet less, and a server whose port alone is asked for never sees the connection.
            stream.setOption(ExtendedSocketOptions.TCP_QUICKACK, false);
        }
        if (plan.tls != null) {
            // Several small flights: Nagle's algorithm and a delayed acknowledgement cost 40 ms (FIELD-NOTES §8).
            stream.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        // On loopback the handshake is over before connect() returns, although it says "in progress".
        if (stream.connect(peer) || (target.loopback() && stream.finishConnect())) {
            connected();
        } else {
            await(SelectionKey.OP_CONNECT);
        }
    }

    /** Goes on, on a new connection. */
    void restart(SocketChannel other, Conversation.Source next) {
        abandon();
        channel = other;
        conversations = next;
        key = null;
        stage = CONNECTING;
        lap();
        start();
    }

    /** The channel is ready for what was awaited, or the work off the loop is done. */
    void ready() {
        attempt(this::proceed);
    }

    /** What came of it; null: it passed. */
    ProbeResult result(@Nullable FailureReason failure) {
        long total = target.dnsNanos + host.now() - openedNanos;
        return new ProbeResult(
                target.startedAt,
                new ProbeResult.Timings(target.dnsNanos, connectNanos, tlsNanos, firstByteNanos, total),
                Optional.ofNullable(failure),
                target.reported(address),
                status,
                observed);
    }

    @Override
    void strike(long now) {
        if (plan.overDatagrams() && firstByteNanos == 0) {
            observed = Observed.SILENCE;
        }
        end(
                switch (stage) {
                    case Connecting connecting -> new FailureReason(Kind.CONNECT_TIMEOUT);
                    case Handshaking handshaking -> FailureReasons.tls("timeout");
                    case Talking talking -> new FailureReason(Kind.RESPONSE_TIMEOUT);
                    case Sending sending -> new FailureReason(Kind.RESPONSE_TIMEOUT);
                    case Preparing preparing -> throw new IllegalStateException("a deadline that stands still");
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
                if (((SocketChannel) channel).finishConnect()) {
                    connected();
                }
            }
            case Handshaking handshaking -> handshake(handshaking);
            case Talking talking -> read(talking);
            case Sending sending -> send(sending);
            case Preparing preparing -> introduce(preparing.talking);
            case Ended ended -> {}
        }
    }

    private void connected() throws IOException {
        connectNanos += lap();
        Conversation.Source source = conversations;
        if (source == null) {
            end(null);
        } else if (plan.tls == null) {
            introduce(new Talking(new Wire.Plain((ByteChannel) channel), source.begin()));
        } else {
            TlsWire wire = new TlsWire((SocketChannel) channel, host.tlsEngines(plan.tls, plan.address.port()));
            handshake(new Handshaking(wire, source.begin()));
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
                tlsNanos += lap();
                observed = Observed.certificate(handshaking.wire.certificateExpiry());
                introduce(new Talking(handshaking.wire, handshaking.conversation));
            }
        }
    }

    private void introduce(Talking talking) throws IOException {
        stage = talking;
        Turn turn = talking.conversation.connected(target.startedAt, observed);
        follow(talking, turn);
        if (turn instanceof Turn.Listen && talking.wire instanceof TlsWire) {
            // What the peer said first may have come with the end of its handshake.
            read(talking);
        }
    }

    private void follow(Talking talking, Turn turn) throws IOException {
        status = talking.conversation.status();
        switch (turn) {
            case Turn.Listen listen -> await(SelectionKey.OP_READ);
            case Turn.Say say -> say(talking, say);
            case Turn.Prepare prepare -> {
                stage = new Preparing(talking);
                await(0);
                host.offLoop(this, prepare.work());
            }
            case Turn.Passed passed -> end(null);
            case Turn.Reconnect again -> host.reconnect(this, again.next());
            case Turn.Failed failed -> end(failed.reason());
        }
    }

    private void say(Talking talking, Turn.Say words) throws IOException {
        // Native memory is what the kernel takes without another copy; what does not fit is kept on the heap (rare).
        boolean fits = words.length() <= host.scratch().capacity();
        ByteBuffer bytes = fits ? host.scratch().clear() : ByteBuffer.allocate(words.length());
        words.writeTo(bytes);
        bytes.flip();
        if (talking.wire.write(bytes)) {
            listen(talking);
            return;
        }
        ByteBuffer rest = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        stage = new Sending(talking, rest);
        await(SelectionKey.OP_WRITE);
    }

    private void send(Sending sending) throws IOException {
        if (sending.talking.wire.write(sending.rest)) {
            listen(sending.talking);
        }
    }

    private void listen(Talking talking) throws IOException {
        stage = talking;
        lap();
        await(SelectionKey.OP_READ);
    }

    private void read(Talking talking) throws IOException {
        ByteBuffer answer = host.scratch().clear();
        int read = talking.wire.read(answer);
        if (read == 0) {
            return;
        }
        if (read > 0 && firstByteNanos == 0) {
            firstByteNanos = lap();
        }
        follow(talking, read < 0 ? talking.conversation.endOfStream() : talking.conversation.received(answer.flip()));
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
