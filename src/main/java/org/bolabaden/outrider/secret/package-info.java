/**
 * Files with secrets in them: read only when nobody else could have exchanged them. In comes a path, out goes the text, or
 * why not, in words that never hold any of it.
 */
@NullMarked
package org.bolabaden.outrider.secret;

import org.jspecify.annotations.NullMarked;
