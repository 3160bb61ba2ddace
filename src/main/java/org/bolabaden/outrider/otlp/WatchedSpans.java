package org.bolabaden.outrider.otlp;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/** Sends spans, and notices when that fails. */
record WatchedSpans(SpanExporter to, Outage outage) implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        return outage.watch(to.export(spans));
    }

    @Override
    public CompletableResultCode flush() {
        return to.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return to.shutdown();
    }
}
