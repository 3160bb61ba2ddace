package org.bolabaden.outrider.hostile;

/** A parser behind one door. */
@FunctionalInterface
public interface Parser {
    /**
     * Gives it an input, of which it may keep nothing for the next one.
     *
     * @return what it made of it
     * @throws Exception one of those that its documentation names, which is a refusal; any other is a crash
     */
    Reading read(byte[] input) throws Exception;
}
