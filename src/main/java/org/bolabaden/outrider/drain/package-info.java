/**
 * Whom operators have taken out. In come their wishes and what other nodes made; out go
 * {@link org.bolabaden.outrider.drain.Drains}, an immutable set, to the plan. Everything but
 * {@link org.bolabaden.outrider.drain.DrainFile} is pure: no clock. Nothing here decides who serves instead.
 */
@NullMarked
package org.bolabaden.outrider.drain;

import org.jspecify.annotations.NullMarked;
