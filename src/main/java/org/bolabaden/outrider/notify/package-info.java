/**
 * Who is told when something goes wrong, and when it is over. In come the events of the log and who wants to hear what; out
 * go {@link org.bolabaden.outrider.notify.Message}s in the forms that the receivers take.
 *
 * <p>This package is pure: no clock, no I/O. {@code notify.deliver} is what reads secrets, speaks HTTP and SMTP and waits.
 */
@NullMarked
package org.bolabaden.outrider.notify;

import org.jspecify.annotations.NullMarked;
