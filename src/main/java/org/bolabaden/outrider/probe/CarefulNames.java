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
    /** Nobody was asked. Made beforehand: on a JVM, loading a class takes a descriptor too. */
    @SuppressWarnings("StaticAssignmentOfThrowable")
    static final UnknownHostException NOT_ASKED = new UnknownHostException("no descriptor was left to ask with");

    @Override
    public List<InetAddress> resolve(String name) throws UnknownHostException {
        long begun = System.nanoTime();
        try {
            return names.resolve(name);
        } catch (UnknownHostException failure) {
            throw shortage.mayHaveSpoilt(begun) ? NOT_ASKED : failure;
        }
    }
}
