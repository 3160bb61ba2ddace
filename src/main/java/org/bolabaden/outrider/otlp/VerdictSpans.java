package org.bolabaden.outrider.otlp;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;

/** Writes a verdict's way as a trace: {@code verdict} over {@code check}, {@code plan} and {@code apply}. */
record VerdictSpans(Tracer tracer) {
    private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("outrider.service");
    private static final AttributeKey<String> BACKEND = AttributeKey.stringKey("outrider.backend");
    private static final AttributeKey<String> FROM = AttributeKey.stringKey("outrider.from");
    private static final AttributeKey<String> TO = AttributeKey.stringKey("outrider.to");
    private static final AttributeKey<String> REASON = AttributeKey.stringKey("outrider.reason");
    private static final AttributeKey<Long> PLAN = AttributeKey.longKey("outrider.plan");

    void write(VerdictWay way) {
        Attributes attributes = Attributes.builder()
                .put(SERVICE, way.service())
                .put(BACKEND, way.backend())
                .put(FROM, way.from())
                .put(TO, way.to())
                .put(REASON, way.reason())
                .build();
        Span root = tracer.spanBuilder("verdict")
                .setNoParent()
                .setStartTimestamp(way.began())
                .setAllAttributes(attributes)
                .startSpan();
        root.addEvent("judged", way.judged());
        Context inside = Context.root().with(root);
        way.check().ifPresent(check -> child(inside, "check", check.began(), check.ended(), Attributes.empty()));
        way.planned().ifPresent(plan -> {
            Attributes number = Attributes.of(PLAN, plan.sequence());
            child(inside, "plan", plan.made().began(), plan.made().ended(), number);
            way.proven().ifPresent(at -> child(inside, "apply", plan.made().ended(), at, number));
        });
        root.end(way.ended());
    }

    private void child(Context parent, String name, Instant began, Instant ended, Attributes attributes) {
        tracer.spanBuilder(name)
                .setParent(parent)
                .setStartTimestamp(began)
                .setAllAttributes(attributes)
                .startSpan()
                .end(ended);
    }
}
