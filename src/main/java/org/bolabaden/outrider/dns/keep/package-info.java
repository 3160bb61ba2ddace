/**
 * Keeps this node's public records: {@link org.bolabaden.outrider.dns.keep.PublicRecords} is its thread, a {@link
 * org.bolabaden.outrider.dns.keep.Zone} speaks to a provider. Nothing is kept on the disk: what is ours is found in the zone.
 * It must never be called on an event loop, and no token or key may leave it but in a request.
 */
@NullMarked
package org.bolabaden.outrider.dns.keep;

import org.jspecify.annotations.NullMarked;
