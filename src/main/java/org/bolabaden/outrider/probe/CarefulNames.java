package org.bolabaden.outrider.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * A name service that tells "there is no such name" from "this process could not ask".
 *
 * @param names asked
 * @param shortage of descriptors, which a look-up needs
 */
record CarefulNames(NameService names, Shortage shortage) implements NameService {
    /** What the exception says when nobody was asked: on a JVM, loading a class of its own takes a descriptor too. */
    static final String NOT_ASKED = "no descriptor was left to ask with";

    @Override
    public List<InetAddress> resolve(String name) throws UnknownHostException {
        long begun = System.nanoTime();
        try {
            return names.resolve(name);
        } catch (UnknownHostException failure) {
            throw shortage.mayHaveSpoilt(begun) ? new UnknownHostException(NOT_ASKED) : failure;
        }
    }
}
