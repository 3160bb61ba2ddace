/**
 * This node's own public records. In come what shall be (names, this node's address, whether it is to be reached at all) and
 * what the zone has; out go the changes that make one of the other, {@link org.bolabaden.outrider.dns.ZonePlanner}.
 *
 * <p>Nodes share a zone and have no leader. A record belongs to the node that its mark names; nobody touches a record with
 * another's mark or with none, but for those of peers that a majority has seen dead, when that is configured. The last
 * record of a name is never removed, whatever nodes do at the same instant.
 *
 * <p>This package is pure: no clock, no I/O. {@code dns.keep} is what speaks to zones, finds the address and waits.
 */
@NullMarked
package org.bolabaden.outrider.dns;

import org.jspecify.annotations.NullMarked;
