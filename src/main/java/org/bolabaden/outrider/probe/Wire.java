package org.bolabaden.outrider.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/** A connection as a conversation needs it: bytes in, bytes out, never blocking. */
sealed interface Wire permits Wire.Plain, TlsWire {
    /**
     * Reads what is there.
     *
     * @param into must have {@link TlsWire#LARGEST_READ} bytes of space
     * @return 0: nothing yet; -1: the peer closed its side
     */
    int read(ByteBuffer into) throws IOException;

    /** Writes what fits; false: call again when the channel is writable, even if nothing remains in the buffer. */
    boolean write(ByteBuffer from) throws IOException;

    /** TCP itself, or UDP: then each read or write is a datagram. */
    record Plain(ByteChannel channel) implements Wire {
        @Override
        public int read(ByteBuffer into) throws IOException {
            return channel.read(into);
        }

        @Override
        public boolean write(ByteBuffer from) throws IOException {
            channel.write(from);
            return !from.hasRemaining();
        }
    }
}
