package org.bolabaden.outrider.hostile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What a parser made of an input.
 *
 * @param accepted whether anything came of it; false: it was refused by an answer instead of an exception
 * @param told lines that go into events, errors or answers of the interface
 * @param files what the input has a proxy read
 */
public record Reading(boolean accepted, List<String> told, List<ProxyFile> files) {
    public Reading {
        told = List.copyOf(told);
        files = List.copyOf(files);
    }

    /** Taken, and nobody is told anything. */
    public static Reading taken() {
        return new Reading(true, List.of(), List.of());
    }

    /** Taken or not; nobody is told why. */
    public static Reading of(boolean accepted) {
        return new Reading(accepted, List.of(), List.of());
    }

    /** Refused by an answer. */
    public static Reading refused(Collection<String> told) {
        return new Reading(false, List.copyOf(told), List.of());
    }

    /** The same, with more that is told. */
    public Reading telling(String... lines) {
        return telling(List.of(lines));
    }

    /** The same, with more that is told. */
    public Reading telling(Collection<String> lines) {
        List<String> more = new ArrayList<>(told);
        more.addAll(lines);
        return new Reading(accepted, more, files);
    }

    /** The same, with files of proxies. */
    public Reading with(List<ProxyFile> rendered) {
        return new Reading(accepted, told, rendered);
    }
}
