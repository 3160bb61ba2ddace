/**
 * Certificates, keys and authorities from PEM files, and those of this sidecar itself as their files change. In come paths,
 * out go the JDK's key and trust managers. Decides about nobody, and shows no key to anybody.
 */
@NullMarked
package org.bolabaden.outrider.tls;

import org.jspecify.annotations.NullMarked;
