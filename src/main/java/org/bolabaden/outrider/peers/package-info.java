/**
 * What the sidecars of the other nodes say. Each asks each other every two seconds for {@link
 * org.bolabaden.outrider.peers.LocalView}: its drains, what it sees down, which registry it serves, whether it is cut off. In
 * come their answers and their silence; out go {@link org.bolabaden.outrider.peers.Fleet}, an immutable snapshot, and drains for
 * the plan. {@link org.bolabaden.outrider.peers.PeerExchange} asks, the rest is pure. Nothing here decides who serves, and
 * losing all peers changes nothing.
 */
@NullMarked
package org.bolabaden.outrider.peers;

import org.jspecify.annotations.NullMarked;
