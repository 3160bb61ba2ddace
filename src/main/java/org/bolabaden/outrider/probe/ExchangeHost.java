package org.bolabaden.outrider.probe;

import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** What an exchange needs of the loop that carries it. */
interface ExchangeHost {
    /** The nano clock. */
    long now();

    Selector selector();

    /** Whether the system knows {@code TCP_QUICKACK}. */
    boolean delaysAcknowledgements();

    /** A large direct buffer for the length of a call; one for all, as one thread does all. */
    ByteBuffer scratch();

    /** Makes an engine that verifies the peer; to be called off the loop. */
    Supplier<SSLEngine> tlsEngines(TlsPeer peer, int port);

    /** Runs the work off the loop and then {@link Exchange#ready}; the deadline stands still meanwhile. */
    void offLoop(Exchange exchange, Runnable work);

    /** Any thread: runs the action on the loop. */
    void post(Runnable action);

    /** The exchange goes on, on another connection to the same place. */
    void reconnect(Exchange exchange, Conversation.Source next);

    /** The check is over; null: it passed. */
    void ended(Exchange exchange, @Nullable FailureReason failure);
}
