package org.bolabaden.outrider.probe;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.bolabaden.outrider.registry.HostName;

/** Where the slow parts of TLS handshakes run, and how their engines are set up. */
record TlsWorkers(Executor threads, TrustContexts trust) {
    /** Makes client engines that accept only a valid certificate for that peer. */
    Supplier<SSLEngine> engines(TlsPeer peer, int port) {
        return () -> {
            String name = peer.name();
            SSLEngine engine = trust.of(peer).createSSLEngine(name, port);
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            if (!HostName.isAddress(name)) {
                // From bytes, as the other constructor refuses the underscores that Docker's names have.
                byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
                parameters.setServerNames(List.of(new SNIHostName(ascii)));
            }
            if (peer.http2()) {
                parameters.setApplicationProtocols(new String[] {"h2"});
            }
            engine.setSSLParameters(parameters);
            begin(engine);
            return engine;
        };
    }

    private static void begin(SSLEngine engine) {
        try {
            engine.beginHandshake();
        } catch (SSLException e) {
            throw new IllegalStateException("this TLS set-up allows no handshake", e);
        }
    }
}
