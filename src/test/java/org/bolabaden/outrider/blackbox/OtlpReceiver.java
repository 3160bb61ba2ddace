package org.bolabaden.outrider.blackbox;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes what is sent over OTLP/HTTP, and reads it with the published protocol's own messages. */
final class OtlpReceiver implements AutoCloseable {
    final List<Span> spans = new CopyOnWriteArrayList<>();
    final List<LogRecord> records = new CopyOnWriteArrayList<>();
    final List<Metric> metrics = new CopyOnWriteArrayList<>();
    final List<String> services = new CopyOnWriteArrayList<>();
    final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile boolean refusing;

    OtlpReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.createContext("/v1/traces", exchange -> answer(exchange, this::traces));
        server.createContext("/v1/logs", exchange -> answer(exchange, this::logs));
        server.createContext("/v1/metrics", exchange -> answer(exchange, this::metrics));
        server.start();
    }

    /** Takes a body. */
    private interface Taker {
        void take(byte[] body) throws InvalidProtocolBufferException;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Whether to answer everything with 400, which nobody repeats. */
    void refuse(boolean all) {
        refusing = all;
    }

    private void answer(HttpExchange exchange, Taker taker) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (refusing
                || !"application/x-protobuf".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
            exchange.sendResponseHeaders(400, -1);
        } else {
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            taker.take(body);
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
        exchange.close();
    }

    private void traces(byte[] body) throws InvalidProtocolBufferException {
        ExportTraceServiceRequest.parseFrom(body).getResourceSpansList().forEach(resource -> {
            service(resource.getResource().getAttributesList());
            resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
        });
    }

    private void logs(byte[] body) throws InvalidProtocolBufferException {
        ExportLogsServiceRequest.parseFrom(body).getResourceLogsList().forEach(resource -> {
            service(resource.getResource().getAttributesList());
            resource.getScopeLogsList().forEach(scope -> records.addAll(scope.getLogRecordsList()));
        });
    }

    private void metrics(byte[] body) throws InvalidProtocolBufferException {
        ExportMetricsServiceRequest.parseFrom(body).getResourceMetricsList().forEach(resource -> {
            service(resource.getResource().getAttributesList());
            resource.getScopeMetricsList().forEach(scope -> metrics.addAll(scope.getMetricsList()));
        });
    }

    private void service(List<KeyValue> attributes) {
        services.add(value(attributes, "service.name") + " " + value(attributes, "service.instance.id"));
    }

    /** An attribute's text; empty: there is none. */
    static String value(List<KeyValue> attributes, String key) {
        return attributes.stream()
                .filter(attribute -> attribute.getKey().equals(key))
                .map(attribute -> attribute.getValue().getStringValue())
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
