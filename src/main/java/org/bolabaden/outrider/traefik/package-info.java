/**
 * Traefik beside us. In come files for its file provider that were rendered; out goes what is wrong with them: Traefik has
 * no command that says so, and drops everything that the provider had when one file cannot be read. And in come its
 * metrics, out go those of the registry's services.
 *
 * <p>Nothing here writes a file, or asks Traefik for anything but its metrics.
 */
@NullMarked
package org.bolabaden.outrider.traefik;

import org.jspecify.annotations.NullMarked;
