/**
 * Traefik beside us. In come files for its file provider that were rendered; out goes what is wrong with them: Traefik has
 * no command that says so, and drops everything that the provider had when one file cannot be read.
 *
 * <p>Nothing here writes a file or talks to Traefik.
 */
@NullMarked
package org.bolabaden.outrider.traefik;

import org.jspecify.annotations.NullMarked;
