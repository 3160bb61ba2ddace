/**
 * Hostile input for every parser that meets bytes from outside. A {@code Target} is one parser as production uses it, in the
 * package that it belongs to; {@code Inputs} makes its inputs out of a corpus, a grammar and a seed, the same each time;
 * {@code Oracle} says what must never come of one; {@code Campaign} sets many of them upon a target and counts.
 */
package org.bolabaden.outrider.hostile;
