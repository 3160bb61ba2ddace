package org.bolabaden.outrider.probe;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Who must be at the other end of a check over TLS.
 *
 * @param name the host name that is asked for (SNI, unless it is an address) and that the certificate must have
 * @param authorities the PEM file with those who may have signed it; empty: the system's
 */
record TlsPeer(String name, Optional<Path> authorities) {}
