@NullMarked
package org.bolabaden.outrider;

import org.jspecify.annotations.NullMarked;
