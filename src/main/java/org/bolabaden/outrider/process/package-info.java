/**
 * How this program runs others: in come words, out goes how it ended. Knows nothing of what they are for.
 */
@NullMarked
package org.bolabaden.outrider.process;

import org.jspecify.annotations.NullMarked;
