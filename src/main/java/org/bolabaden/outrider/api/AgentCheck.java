package org.bolabaden.outrider.api;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.Endpoint;

/**
 * Answers the {@code agent-check} of HAProxys elsewhere, so that a balancer in front follows our drains: a connection, at
 * most a line that says about whom, and a line in return.
 */
public final class AgentCheck implements AutoCloseable {
    // Who sends a line does so with the connection; who sends none waits for ours.
    private static final long QUESTION_MILLIS = 100;
    private static final int LONGEST_QUESTION = 512;
    private static final int IDLE_SECONDS = 5;

    private final Vertx vertx;
    private final SidecarState state;
    private final NetServer server;

    private AgentCheck(Vertx vertx, SidecarState state) {
        this.vertx = vertx;
        this.state = state;
        this.server = vertx.createNetServer(
                        new NetServerOptions().setIdleTimeout(IDLE_SECONDS).setIdleTimeoutUnit(TimeUnit.SECONDS))
                .connectHandler(this::asked);
    }

    /** Begins to listen there; a port that is taken is told, and nothing else depends on it. */
    public static AgentCheck start(Vertx vertx, Endpoint listen, SidecarState state) {
        AgentCheck check = new AgentCheck(vertx, state);
        check.server
                .listen(listen.port(), listen.host())
                .onFailure(taken -> state.events()
                        .emit(Event.warn("agent_check_failed")
                                .reason("api.agent_check: cannot listen on " + listen + ": " + taken.getMessage()
                                        + "; nobody is answered until a restart")));
        return check;
    }

    private void asked(NetSocket socket) {
        Buffer question = Buffer.buffer();
        long silence = vertx.setTimer(QUESTION_MILLIS, none -> answer(socket, question));
        socket.exceptionHandler(gone -> vertx.cancelTimer(silence));
        socket.closeHandler(gone -> vertx.cancelTimer(silence));
        socket.handler(part -> {
            question.appendBuffer(part, 0, Math.min(part.length(), LONGEST_QUESTION - question.length()));
            boolean whole = question.toString(StandardCharsets.UTF_8).indexOf('\n') >= 0;
            if ((whole || question.length() >= LONGEST_QUESTION) && vertx.cancelTimer(silence)) {
                answer(socket, question);
            }
        });
    }

    private void answer(NetSocket socket, Buffer question) {
        AgentAnswer.to(
                        question.toString(StandardCharsets.UTF_8),
                        state.settings().node(),
                        state.plan(),
                        state.drains())
                .ifPresentOrElse(words -> socket.write(words).onComplete(done -> socket.close()), () -> socket.close());
    }

    @Override
    public void close() {
        server.close();
    }
}
