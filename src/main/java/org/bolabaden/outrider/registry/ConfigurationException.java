package org.bolabaden.outrider.registry;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown when a user's file cannot be used; carries every mistake that was found, in the order of the files. */
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<ConfigurationError> errors;

    /**
     * Creates it.
     *
     * @param errors at least one
     */
    public ConfigurationException(List<ConfigurationError> errors) {
        super(errors.stream().map(ConfigurationError::toString).collect(Collectors.joining("\n")));
        this.errors = errors.stream().sorted().toList();
    }

    /** The mistakes, sorted by file, line and column. */
    public List<ConfigurationError> errors() {
        return errors;
    }
}
