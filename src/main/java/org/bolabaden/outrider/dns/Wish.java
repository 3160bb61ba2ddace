package org.bolabaden.outrider.dns;

import java.net.InetAddress;
import java.util.Optional;

/** What shall become of this node's record in one set. */
public sealed interface Wish {
    /** It is there, with that address. */
    record Present(InetAddress address) implements Wish {}

    /**
     * It is not there, unless it were the last.
     *
     * @param address what is put back when there is no record at all; empty: nothing is
     * @param reason why, for people
     */
    record Withdrawn(Optional<InetAddress> address, String reason) implements Wish {}

    /** Nobody knows the address: what is there stays. */
    record Unknown(String reason) implements Wish {}
}
