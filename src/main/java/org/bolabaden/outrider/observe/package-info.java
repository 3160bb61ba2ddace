/**
 * What everything reports to: the event log (one JSON line each, for Loki), the recent events in memory, and the
 * metrics. Imports none of the stages; they import it.
 */
@NullMarked
package org.bolabaden.outrider.observe;

import org.jspecify.annotations.NullMarked;
