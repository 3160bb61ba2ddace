/**
 * Host names for those who connect: in comes a name, out go its addresses, looked up where it may take long and remembered
 * while a name server is away. The checks of backends have a resolver of their own, by the rules of checks ({@code probe}).
 * Connects to nobody, and judges nobody.
 */
@NullMarked
package org.bolabaden.outrider.names;

import org.jspecify.annotations.NullMarked;
