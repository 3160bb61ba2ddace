/**
 * The third stage: judging. In come results of checks; out go verdicts, one a backend, each with its reason and since
 * when it holds. The state machine is pure: no clock, no I/O.
 */
@NullMarked
package org.bolabaden.outrider.health;

import org.jspecify.annotations.NullMarked;
