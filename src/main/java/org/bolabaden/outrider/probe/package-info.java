/**
 * The second stage: asking. In come the registry's backends; out goes one
 * {@link org.bolabaden.outrider.probe.ProbeResult} a check, to one listener, which answers when the next is due.
 *
 * <p>Never two checks of one backend at once, never a failure that is our own limit's fault, never a blocked loop.
 * Nothing here judges: what three failures mean is the health stage's business.
 */
@NullMarked
package org.bolabaden.outrider.probe;

import org.jspecify.annotations.NullMarked;
