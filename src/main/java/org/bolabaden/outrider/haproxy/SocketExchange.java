package org.bolabaden.outrider.haproxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One line to one of HAProxy's sockets, and all that it answers until it closes, on a connection of its own and within a
 * deadline. Safe for use by several threads.
 *
 * @param name of the socket, for messages
 * @param deadline from the connect to the last byte of the answer
 * @param halfClose whether we close our side after the line: the master keeps the connection open otherwise
 */
record SocketExchange(String name, RuntimeAddress address, Duration deadline, boolean halfClose) implements Exchange {
    // 20,000 servers' statistics; beyond it is not HAProxy.
    private static final int LARGEST_ANSWER = 32 << 20;
    private static final int CHUNK = 64 << 10;

    @Override
    public String say(String line) throws IOException {
        long end = System.nanoTime() + deadline.toNanos();
        SocketAddress target = address.resolve();
        try (Selector selector = Selector.open();
                SocketChannel channel =
                        address.isUnix() ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open()) {
            channel.configureBlocking(false);
            int first = channel.connect(target) ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT;
            SelectionKey key = channel.register(selector, first);
            return converse(key, ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII)), end);
        } catch (SocketException refused) {
            throw new IOException(name + " " + address + ": " + refused.getMessage(), refused);
        } catch (java.nio.channels.UnresolvedAddressException e) {
            throw new IOException("the host of " + name + " " + address + " has no address", e);
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
                if (halfClose && !out.hasRemaining()) {
                    channel.shutdownOutput();
                }
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
                    name + " " + address + " did not answer within " + deadline.toMillis() + " ms");
        }
        selector.selectedKeys().clear();
        selector.select(Math.max(1, left / 1_000_000));
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while waiting for " + name + " " + address);
        }
    }

    private void requireBounded(int size) throws IOException {
        if (size > LARGEST_ANSWER) {
            throw new IOException(
                    name + " " + address + " sent more than " + (LARGEST_ANSWER >> 20) + " MiB for one answer");
        }
    }
}
