package org.bolabaden.outrider.render;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/** Makes a proxy read its files anew, and proves that it did. Blocks for at most a time limit of its own. */
@FunctionalInterface
public interface Reload {
    /** How it ended. */
    sealed interface Outcome {
        /**
         * What was written is live.
         *
         * @param took from the request to the proof
         * @param doubt what is not proven of it, one line; empty: all is. The proxy runs with the file in either case, so that
         *     putting the old one back would be the lie
         */
        record Live(Duration took, Optional<String> doubt) implements Outcome {
            /** All is proven. */
            public Live(Duration took) {
                this(took, Optional.empty());
            }
        }

        /**
         * Nothing was reloaded, and nothing is wrong: there is no way to, or the proxy does not run and will read the
         * file when it starts.
         *
         * @param reason which of them, one line
         * @param runs whether the proxy runs, and so goes on with what it had until somebody reloads it
         */
        record Idle(String reason, boolean runs) implements Outcome {
            /** The proxy does not run; it reads the file when it starts. */
            public Idle(String reason) {
                this(reason, false);
            }
        }

        /**
         * The proxy goes on with what it had.
         *
         * @param reason who failed and how, one line: the proxy refused it, a command ended badly, nobody answered
         */
        record Failed(String reason) implements Outcome {}

        /** This program is stopping before the end was known: the proxy may have what was written, or not. */
        record Cut() implements Outcome {}
    }

    /** Reloads the reader of this template's output. */
    Outcome reload(Template template);

    /**
     * What a file defines and its running proxy lacks, as only one that was started without this file does.
     *
     * @param text what the file has
     * @return names for people, such as {@code backend redis-main}; empty: nothing, or nobody can tell
     */
    default List<String> missing(String text) {
        return List.of();
    }
}
