package org.bolabaden.outrider.hostile;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.hostile.Judgement.Kind;

/**
 * Says whether something came of an input that never must, whatever the input: an exception that no documentation names, no
 * end, memory without bounds, a message that is not one visible line of bounded length, one that has the secret in it, or a
 * proxy's file with a line that is none of ours.
 */
final class Oracle implements AutoCloseable {
    /** Of a processor; the slowest honest input takes a hundredth. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    /** Of what an input has allocated in all; the largest honest one takes a fourth. */
    static final long MOST_BYTES = 1L << 30;

    private static final int LONGEST_MESSAGE = 2_500;
    private static final int LEAST_TOLD = 6;
    private static final int MOST_MESSAGES = 600;

    private final Bench bench;
    private final ProxyFileLines lines = new ProxyFileLines();

    Oracle() {
        this(LIMIT);
    }

    /**
     * One with another limit.
     *
     * @param limit of processor time for each input
     */
    Oracle(Duration limit) {
        this.bench = new Bench(limit);
    }

    Judgement judge(Target target, byte[] input) {
        Bench.Ended ended = bench.attempt(() -> target.parser().read(input.clone()));
        if (ended.never()) {
            return new Judgement.Broken(Kind.HANG, "no end after " + ended.nanos() / 1_000_000 + " ms of a processor");
        }
        List<String> told = new ArrayList<>();
        if (ended.thrown().isPresent()) {
            Throwable thrown = ended.thrown().get();
            if (!target.refusesBy(thrown)) {
                return new Judgement.Broken(Kind.CRASH, stack(thrown));
            }
            told.add(String.valueOf(thrown.getMessage()));
        }
        ended.reading().ifPresent(reading -> told.addAll(reading.told()));
        if (ended.bytes() > MOST_BYTES) {
            return new Judgement.Broken(Kind.MEMORY, (ended.bytes() >> 20) + " MiB allocated");
        }
        return message(told, new String(input, StandardCharsets.UTF_8))
                .or(() -> ended.reading().flatMap(this::injection))
                .<Judgement>map(broken -> broken)
                .orElseGet(() -> ended.reading().filter(Reading::accepted).isPresent()
                        ? new Judgement.Accepted(ended.nanos())
                        : new Judgement.Refused(ended.nanos()));
    }

    private static Optional<Judgement.Broken> message(List<String> told, String input) {
        if (told.size() > MOST_MESSAGES) {
            return Optional.of(new Judgement.Broken(Kind.MESSAGE, told.size() + " messages"));
        }
        for (String line : told) {
            if (line.contains(Hostile.SECRET) || isCutInSecret(line, input)) {
                return Optional.of(new Judgement.Broken(Kind.LEAK, VisibleLine.shown(line)));
            }
            if (line.length() > LONGEST_MESSAGE) {
                return Optional.of(
                        new Judgement.Broken(Kind.MESSAGE, line.length() + " characters: " + VisibleLine.shown(line)));
            }
            if (!VisibleLine.is(line)) {
                return Optional.of(new Judgement.Broken(Kind.MESSAGE, VisibleLine.shown(line)));
            }
        }
        return Optional.empty();
    }

    /** The beginning of the secret, where a message was cut, is as bad; unless the input has that beginning by itself. */
    private static boolean isCutInSecret(String line, String input) {
        for (int length = LEAST_TOLD; length < Hostile.SECRET.length(); length++) {
            String beginning = Hostile.SECRET.substring(0, length);
            int at = line.indexOf(beginning + "…");
            int end = at + length + 1;
            if (at >= 0 && (end == line.length() || line.charAt(end) == ';')) {
                return !input.replace(Hostile.SECRET, "").contains(beginning);
            }
        }
        return false;
    }

    private Optional<Judgement.Broken> injection(Reading reading) {
        for (ProxyFile file : reading.files()) {
            Optional<String> strange = lines.strange(file);
            if (strange.isPresent()) {
                return Optional.of(new Judgement.Broken(Kind.INJECTION, VisibleLine.shown(strange.get())));
            }
            if (file.text().contains(Hostile.SECRET)) {
                return Optional.of(new Judgement.Broken(Kind.LEAK, "in the file of " + file.proxy()));
            }
        }
        return Optional.empty();
    }

    private static String stack(Throwable thrown) {
        StringBuilder text = new StringBuilder(VisibleLine.shown(thrown.toString()));
        StackTraceElement[] frames = thrown.getStackTrace();
        for (int i = 0; i < Math.min(frames.length, 12); i++) {
            text.append("\n    at ").append(frames[i]);
        }
        return text.toString();
    }

    @Override
    public void close() {
        bench.close();
    }
}
