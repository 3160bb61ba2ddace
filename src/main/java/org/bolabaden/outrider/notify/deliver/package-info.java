/**
 * Brings messages to their receivers: one thread each, behind a bounded queue and a deadline, so that a receiver that fails
 * or hangs holds up nobody.
 */
@NullMarked
package org.bolabaden.outrider.notify.deliver;

import org.jspecify.annotations.NullMarked;
