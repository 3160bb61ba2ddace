package org.bolabaden.outrider.probe;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.bolabaden.outrider.health.Cadence;
import org.bolabaden.outrider.health.HealthBoard;
import org.bolabaden.outrider.health.Thresholds;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.HttpVersion;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.registry.StatusRanges;
import org.bolabaden.outrider.registry.UpstreamTls;
import org.bolabaden.outrider.registry.Weight;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What each check does besides system calls, with 5,000 backends on the schedule. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HotPath {
    private static final int BACKENDS = 5_000;
    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(2);
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: Tue, 24 Nov 2026 10:00:00 GMT\r\n"
            + "Content-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

    private final ByteBuffer answer = ByteBuffer.wrap(ANSWER.getBytes(StandardCharsets.US_ASCII));
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(16_384);
    private final DueQueue<Entry> queue = new DueQueue<>();
    private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    private final Backend backend = backend(Optional.empty());
    private final Conversation.Source plain = source(Optional.empty());
    private final Conversation.Source expectingText = source(Optional.of("ok"));
    private HealthBoard board;
    private ProbeResult passed;

    private static final class Entry extends DueQueue.Entry {}

    private static Backend backend(Optional<String> body) {
        Check.Schedule schedule = new Check.Schedule(Duration.ofSeconds(2), Duration.ofMillis(500));
        Check check = new Check.Http(
                new Check.Common(schedule),
                new Check.Http.Request("GET", "/", Optional.empty(), Map.of()),
                Check.Http.Expectation.of(StatusRanges.DEFAULT, body),
                Optional.empty(),
                HttpVersion.HTTP_1_1);
        Endpoint at = new Endpoint("127.0.0.1", 80);
        return new Backend(
                new BackendId(new ServiceName("site.example.org"), at),
                new NodeName("n2"),
                at,
                false,
                Weight.DEFAULT,
                Optional.empty(),
                UpstreamTls.DEFAULT,
                check);
    }

    private static Conversation.Source source(Optional<String> body) {
        return new HttpConversation.Source(
                (Check.Http) backend(body).check(), "http", "site.example.org", "outrider/bench");
    }

    @Setup(Level.Trial)
    public void fill() {
        IntStream.range(0, BACKENDS).forEach(i -> queue.schedule(new Entry(), random.nextLong(INTERVAL)));
        HealthBoard.Judgement judgement = new HealthBoard.Judgement(
                new Thresholds(3, 2),
                new Cadence(Duration.ofMillis(250), 0.2, Optional.empty()),
                Optional.empty(),
                true);
        board = new HealthBoard(judgement, InstantSource.system(), random::nextDouble, change -> {});
        board.replace(List.of(backend));
        passed = new ProbeResult(
                Instant.now(),
                new ProbeResult.Timings(0, 50_000, 0, 100_000, 200_000),
                Optional.empty(),
                Optional.of(new InetSocketAddress("127.0.0.1", 80)),
                200);
        board.onResult(backend, passed);
    }

    /** The answer's bytes to its verdict. */
    @Benchmark
    public Turn answerJudged() {
        Conversation conversation = plain.begin();
        conversation.connected(Instant.EPOCH, Observed.NOTHING);
        return conversation.received(answer.rewind());
    }

    /** The same, with a text to be found in the body. */
    @Benchmark
    public Turn answerWithBodyJudged() {
        Conversation conversation = expectingText.begin();
        conversation.connected(Instant.EPOCH, Observed.NOTHING);
        return conversation.received(answer.rewind());
    }

    /** The request's bytes into the buffer that the system call takes. */
    @Benchmark
    public ByteBuffer requestWritten() {
        Turn.Say request = (Turn.Say) plain.begin().connected(Instant.EPOCH, Observed.NOTHING);
        scratch.clear();
        request.writeTo(scratch);
        return scratch.flip();
    }

    /** Due, and due again an interval later. */
    @Benchmark
    public long dueAgain() {
        Entry due = queue.poll(Long.MAX_VALUE);
        queue.schedule(due, due.at() + INTERVAL);
        return due.at();
    }

    /** A deadline set, and taken off because the answer came. */
    @Benchmark
    public int deadlineTakenOff() {
        Entry deadline = new Entry();
        queue.schedule(deadline, random.nextLong(INTERVAL));
        queue.remove(deadline);
        return queue.size();
    }

    /** A result of a healthy backend, to when it is due again. */
    @Benchmark
    public Duration resultJudged() {
        return board.onResult(backend, passed);
    }
}
