package org.bolabaden.outrider.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS with the JDK to a peer whose certificate must have a given name, whatever address it is reached at. Clients of Redis and
 * of mail servers connect to addresses and tell the TLS engine nothing else.
 */
public final class NamedTls extends SSLEngineOptions {
    private final String name;

    /**
     * For one peer.
     *
     * @param name a DNS name or an IP address
     */
    public NamedTls(String name) {
        this.name = name;
    }

    @Override
    public SSLEngineOptions copy() {
        return new NamedTls(name);
    }

    @Override
    public SslContextFactory sslContextFactory() {
        return new Factory(name, new DefaultSslContextFactory(SslProvider.JDK, false));
    }

    /** Builds the usual context, and names its engines. */
    private record Factory(String name, SslContextFactory usual) implements SslContextFactory {
        @Override
        public SslContextFactory useAlpn(boolean wanted) {
            usual.useAlpn(wanted);
            return this;
        }

        @Override
        public SslContextFactory clientAuth(ClientAuth wanted) {
            usual.clientAuth(wanted);
            return this;
        }

        @Override
        public SslContextFactory forClient(boolean client) {
            usual.forClient(client);
            return this;
        }

        @Override
        public SslContextFactory keyMananagerFactory(KeyManagerFactory keys) {
            usual.keyMananagerFactory(keys);
            return this;
        }

        @Override
        public SslContextFactory trustManagerFactory(TrustManagerFactory trust) {
            usual.trustManagerFactory(trust);
            return this;
        }

        @Override
        public SslContextFactory enabledCipherSuites(Set<String> suites) {
            usual.enabledCipherSuites(suites);
            return this;
        }

        @Override
        public SslContextFactory applicationProtocols(List<String> protocols) {
            usual.applicationProtocols(protocols);
            return this;
        }

        @Override
        public SslContext create() throws SSLException {
            return new Named(usual.create(), name);
        }
    }

    private static final class Named extends SslContext {
        private final SslContext context;
        private final String name;

        private Named(SslContext context, String name) {
            this.context = context;
            this.name = name;
        }

        @Override
        public boolean isClient() {
            return context.isClient();
        }

        @Override
        public List<String> cipherSuites() {
            return context.cipherSuites();
        }

        @Override
        @SuppressWarnings("deprecation") // An abstract method of netty's own base class.
        public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
            return context.applicationProtocolNegotiator();
        }

        @Override
        public SSLEngine newEngine(ByteBufAllocator buffers) {
            throw new UnsupportedOperationException("a peer without an address");
        }

        @Override
        public SSLEngine newEngine(ByteBufAllocator buffers, String host, int port) {
            SSLEngine engine = context.newEngine(buffers, name, port);
            SSLParameters wanted = engine.getSSLParameters();
            wanted.setEndpointIdentificationAlgorithm("HTTPS");
            serverNames().ifPresent(wanted::setServerNames);
            engine.setSSLParameters(wanted);
            return engine;
        }

        /** An address cannot be asked for by SNI; the certificate is verified all the same. */
        private java.util.Optional<List<SNIServerName>> serverNames() {
            try {
                return name.matches("[0-9.]+") || name.contains(":")
                        ? java.util.Optional.empty()
                        : java.util.Optional.of(List.of(new SNIHostName(name)));
            } catch (IllegalArgumentException noName) {
                return java.util.Optional.empty();
            }
        }

        @Override
        public SSLSessionContext sessionContext() {
            return context.sessionContext();
        }
    }
}
