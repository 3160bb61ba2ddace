package org.bolabaden.outrider.render;

import io.quarkus.qute.CompletedStage;
import io.quarkus.qute.ResultNode;
import io.quarkus.qute.TemplateException;
import io.quarkus.qute.TemplateNode.Origin;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What one rendering has taken of its {@link RenderLimits}.
 *
 * <p>Qute cannot be stopped from outside: it evaluates on the caller's thread, where its timeout does not count, and keeps
 * a node for every piece of text until all is evaluated, so that a consumer that counts comes too late. Therefore those
 * sections that can multiply work (loops, inclusions, evaluated texts) ask here at every step, and make text of their nodes
 * at once.
 */
final class Budget {
    // Each level takes some frames of the stack, of which a template must not run out.
    private static final int DEEPEST = 32;

    private final RenderLimits limits;
    private final long start = System.nanoTime();
    private long held;
    private int depth;

    Budget(RenderLimits limits) {
        this.limits = limits;
    }

    /** One more step at this place. */
    void step(Origin at) {
        if (System.nanoTime() - start > limits.time().toNanos()) {
            throw new RunawayException(
                    at, "rendering takes longer than " + limits.seconds() + ", the most it may; does a loop run away?");
        }
    }

    /** A section that holds another template: its text. */
    ResultNode nested(Origin at, Supplier<CompletionStage<ResultNode>> section) {
        step(at);
        if (depth == DEEPEST) {
            throw new RunawayException(
                    at, "templates include each other more than " + DEEPEST + " levels deep; does one include itself?");
        }
        depth++;
        try {
            RenderedText text = text(at);
            text.add(now(section.get()));
            return text;
        } finally {
            depth--;
        }
    }

    /** A text that begins at this place and counts in addition to all that was begun before. */
    RenderedText text(Origin at) {
        return new RenderedText(this, at, held);
    }

    /** All of the text, which takes the place of all that was counted before. */
    RenderedText whole(Origin at) {
        return new RenderedText(this, at, 0);
    }

    void hold(Origin at, long bytes) {
        if (bytes > limits.bytes()) {
            throw new RunawayException(
                    at, "the rendered text exceeds " + limits.size() + ", the most it may have; does a loop run away?");
        }
        held = bytes;
    }

    /** The result of a section of ours, or its failure: not all callers in Qute catch what is thrown. */
    static CompletionStage<ResultNode> stage(Supplier<ResultNode> section) {
        try {
            return CompletedStage.of(section.get());
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError failed) {
            return CompletedStage.failure(failed);
        }
    }

    /**
     * The result of what Qute evaluates, which is there already: no expression of ours is asynchronous. Some of its sections
     * lose what is thrown in them, and would be waited for forever.
     */
    static <T> T now(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        if (!future.isDone()) {
            throw new TemplateException("cannot be evaluated");
        }
        try {
            return future.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }
}
