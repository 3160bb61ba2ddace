package org.bolabaden.outrider.probe;

import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import org.bolabaden.outrider.registry.Check;

/** Asks a gRPC server for its health. */
record GrpcSource(Http2Conversation.Request request) implements Conversation.Source {
    private static final AsciiString PATH = AsciiString.cached("/grpc.health.v1.Health/Check");

    static GrpcSource of(Check.Grpc check, String authority, boolean tls, String userAgent) {
        ReadOnlyHttp2Headers headers = ReadOnlyHttp2Headers.clientHeaders(
                true,
                AsciiString.cached("POST"),
                PATH,
                AsciiString.cached(tls ? "https" : "http"),
                new AsciiString(authority),
                AsciiString.cached("content-type"),
                AsciiString.cached("application/grpc"),
                AsciiString.cached("te"),
                AsciiString.cached("trailers"),
                AsciiString.cached("grpc-timeout"),
                new AsciiString(check.schedule().timeout().toMillis() + "m"),
                AsciiString.cached("user-agent"),
                new AsciiString(userAgent));
        return new GrpcSource(new Http2Conversation.Request(headers, HealthMessages.request(check.service())));
    }

    @Override
    public Conversation begin() {
        return new Http2Conversation(request, new GrpcAnswer());
    }

    @Override
    public boolean saysTheSame(Conversation.Source other) {
        return other instanceof GrpcSource grpc && request.same(grpc.request);
    }
}
