package org.bolabaden.outrider.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Turns a name into an address; may block for long. */
@FunctionalInterface
interface NameService {
    /**
     * The address to use, the first of several.
     *
     * @throws UnknownHostException when there is none, or nobody could tell
     */
    InetAddress resolve(String name) throws UnknownHostException;

    /** What the machine uses: hosts file, DNS, in the order that the JDK gives. */
    static NameService ofTheMachine() {
        return name -> InetAddress.getAllByName(name)[0];
    }
}
