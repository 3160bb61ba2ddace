package org.bolabaden.outrider.registry;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.NodeSettings.Otlp;
import org.bolabaden.outrider.registry.NodeSettings.Otlp.Signal;

/** Describes {@code otlp:}. */
final class OtlpForm {
    private static final Key<URI> ENDPOINT = Key.required(
            "endpoint",
            BackendForm.urlOf("a collector"),
            "The collector's base URL, such as http://127.0.0.1:4318; /v1/metrics and so on are added.");
    private static final Key<List<Signal>> SIGNALS = Key.optional(
            "signals",
            new ListForm<>(
                    Scalars.word(
                            "a signal",
                            List.of(Signal.values()),
                            signal -> signal.name().toLowerCase(Locale.ROOT)),
                    1,
                    "a list of signals"),
            "What is sent; default: all of it.");
    private static final Key<Duration> INTERVAL = Key.optional(
                    "interval",
                    Scalars.duration(Duration.ofSeconds(1), Duration.ofHours(1)),
                    "From one look at the metrics to the next.")
            .byDefault("15s");
    private static final Key<Path> HEADERS = Key.optional(
            "headers_file",
            FilePaths.FORM,
            "A file with one 'Name: value' a line, such as Authorization, that is sent along; read at each delivery.");

    static final Form<Otlp> FORM = MappingForm.of(
            "a mapping such as {endpoint: \"http://127.0.0.1:4318\"}",
            List.of(ENDPOINT, SIGNALS, INTERVAL, HEADERS),
            fields -> fields.get(ENDPOINT)
                    .map(endpoint -> new Otlp(
                            Optional.of(endpoint),
                            fields.get(SIGNALS).<Set<Signal>>map(Set::copyOf).orElse(Otlp.NONE.signals()),
                            fields.get(INTERVAL).orElse(Otlp.NONE.interval()),
                            fields.get(HEADERS))));

    private OtlpForm() {}
}
