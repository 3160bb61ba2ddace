package org.bolabaden.outrider.haproxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * HAProxy's runtime API: one connection an exchange, so that nothing is left over from the one before and a reloaded
 * worker is found by itself. Every exchange ends at its deadline, answered or not. Safe for use by several threads.
 */
public final class RuntimeSocket {
    /** Ample: a healthy HAProxy answers within a millisecond or two, one that does not is as good as gone. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(1);

    // 20,000 servers' statistics; beyond it is not HAProxy.
    private static final int LARGEST_ANSWER = 32 << 20;
    private static final int CHUNK = 64 << 10;

    private final RuntimeAddress address;
    private final Duration deadline;

    /**
     * A socket with the default deadline; nothing is opened.
     *
     * @param address a path or {@code host:port}, also as {@code unix@/path}, {@code ipv4@host:port}
     * @throws IllegalArgumentException when it is neither
     */
    public RuntimeSocket(String address) {
        this(address, DEFAULT_DEADLINE);
    }

    /**
     * A socket; nothing is opened.
     *
     * @param address a path or {@code host:port}, also as {@code unix@/path}, {@code ipv4@host:port}
     * @param deadline for a whole exchange, from the connect to the last byte of the answer; at least 1 ms
     * @throws IllegalArgumentException when the address is neither
     */
    public RuntimeSocket(String address, Duration deadline) {
        this.address = new RuntimeAddress(address);
        this.deadline = deadline;
    }

    /**
     * Asks several questions of one worker on one connection.
     *
     * @param questions {@code show …} commands whose answers have no blank line inside
     * @return the answers, one for each question
     * @throws IOException when nobody answers in time, or not to each question
     */
    public List<String> ask(String... questions) throws IOException {
        String answer = exchange(String.join(";", questions));
        List<String> answers = CommandLines.split(answer);
        if (answers.size() != questions.length) {
            throw new UnreadableReplyException(
                    questions.length + " answers to '" + String.join(";", questions) + "'", answer);
        }
        return answers;
    }

    /** Sends the commands in their order, and returns what HAProxy said to each. */
    List<Reply> send(List<Command> commands) throws IOException {
        List<Reply> replies = new ArrayList<>(commands.size());
        for (List<Command> line : CommandLines.pack(commands)) {
            replies.addAll(sendLine(line));
        }
        return replies;
    }

    private List<Reply> sendLine(List<Command> line) throws IOException {
        String answer =
                exchange(String.join(";", line.stream().map(Command::line).toList()));
        if (line.size() == 1) {
            return List.of(line.getFirst().judge(answer));
        }
        List<String> texts = CommandLines.split(answer);
        List<Reply> replies = new ArrayList<>(line.size());
        if (texts.size() == line.size()) {
            for (int i = 0; i < line.size(); i++) {
                replies.add(line.get(i).judge(texts.get(i)));
            }
            return replies;
        }
        // Some error texts lack their blank line on 2.6, so nobody knows whose they are. Every command may be repeated.
        for (Command command : line) {
            replies.add(command.judge(exchange(command.line())));
        }
        return replies;
    }

    private String exchange(String line) throws IOException {
        long end = System.nanoTime() + deadline.toNanos();
        SocketAddress target = address.resolve();
        try (Selector selector = Selector.open();
                SocketChannel channel =
                        address.isUnix() ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open()) {
            channel.configureBlocking(false);
            int first = channel.connect(target) ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT;
            SelectionKey key = channel.register(selector, first);
            return converse(key, ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII)), end);
        } catch (java.nio.channels.UnresolvedAddressException e) {
            throw new IOException("the host of HAProxy's runtime socket " + address + " has no address", e);
        }
    }

    private String converse(SelectionKey key, ByteBuffer out, long end) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        ByteBuffer in = ByteBuffer.allocate(CHUNK);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        while (true) {
            await(key.selector(), end);
            if (key.isConnectable() && channel.finishConnect()) {
                key.interestOps(SelectionKey.OP_WRITE);
            } else if (key.isWritable()) {
                channel.write(out);
                key.interestOps(out.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
            } else if (key.isReadable()) {
                // HAProxy closes when it has answered the line.
                if (channel.read(in) < 0) {
                    return answer.toString(StandardCharsets.UTF_8);
                }
                answer.write(in.array(), 0, in.position());
                in.clear();
                requireBounded(answer.size());
            }
        }
    }

    private void await(Selector selector, long end) throws IOException {
        long left = end - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException(
                    "HAProxy's runtime socket " + address + " did not answer within " + deadline.toMillis() + " ms");
        }
        selector.selectedKeys().clear();
        selector.select(Math.max(1, left / 1_000_000));
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while waiting for HAProxy's runtime socket " + address);
        }
    }

    private void requireBounded(int size) throws IOException {
        if (size > LARGEST_ANSWER) {
            throw new IOException("HAProxy's runtime socket " + address + " sent more than " + (LARGEST_ANSWER >> 20)
                    + " MiB for one answer");
        }
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
