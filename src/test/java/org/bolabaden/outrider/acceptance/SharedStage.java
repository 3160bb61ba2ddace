package org.bolabaden.outrider.acceptance;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives every test of the run the same stage, which is built for the first and torn down after the last. */
final class SharedStage implements ParameterResolver {
    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(SharedStage.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Stage.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(OURS)
                .computeIfAbsent(Built.class, any -> built(), Built.class)
                .stage();
    }

    private static Built built() {
        try {
            return new Built(Optional.of(new Stage()), Optional.empty());
        } catch (IOException | AssertionError failed) {
            return new Built(Optional.empty(), Optional.of(failed));
        }
    }

    /** The stage; or why there is none, which every test is told and none tries again. */
    private record Built(Optional<Stage> found, Optional<Throwable> failure) implements AutoCloseable {
        Stage stage() {
            return found.orElseThrow(() -> new AssertionError("the stage could not be set up", failure.orElseThrow()));
        }

        @Override
        public void close() throws IOException {
            if (found.isPresent()) {
                found.get().close();
            }
        }
    }
}
