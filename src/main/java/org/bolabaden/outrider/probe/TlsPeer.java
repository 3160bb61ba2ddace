package org.bolabaden.outrider.probe;

import java.nio.file.Path;
import java.util.Optional;
import org.bolabaden.outrider.registry.CheckTls;

/**
 * Who must be at the other end of a check over TLS.
 *
 * @param name the host name that is asked for (SNI, unless it is an address) and that the certificate must have
 * @param authorities the PEM file with those who may have signed it; empty: the system's
 * @param credentials what is shown of ourselves; empty: nothing
 * @param http2 whether HTTP/2 is to be spoken, which is agreed on in the handshake (ALPN)
 */
record TlsPeer(String name, Optional<Path> authorities, Optional<CheckTls.Credentials> credentials, boolean http2) {}
