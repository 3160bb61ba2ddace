package org.bolabaden.outrider.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Turns a name into addresses; may block for long. */
@FunctionalInterface
interface NameService {
    /**
     * All addresses, the one to prefer first; one at least.
     *
     * @throws UnknownHostException when there is none, or nobody could tell
     */
    List<InetAddress> resolve(String name) throws UnknownHostException;

    /** What the machine uses: hosts file, DNS, in the order that the JDK gives. */
    static NameService ofTheMachine() {
        return name -> List.of(InetAddress.getAllByName(name));
    }
}
