package org.bolabaden.outrider.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the newest certificate that was given to it. A handshake asks for a name first, and for the certificate and the key
 * of that name afterwards: the last one stays known beside the newest, so that a handshake in between does not mix two.
 */
final class Credentials extends X509ExtendedKeyManager {
    private volatile Both both;

    private record Both(X509ExtendedKeyManager newest, X509ExtendedKeyManager last) {}

    Credentials(X509ExtendedKeyManager first) {
        both = new Both(first, first);
    }

    void renew(X509ExtendedKeyManager next) {
        both = new Both(next, both.newest());
    }

    private X509ExtendedKeyManager newest() {
        return both.newest();
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return newest().chooseEngineServerAlias(type, issuers, engine);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return newest().chooseEngineClientAlias(types, issuers, engine);
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return newest().chooseServerAlias(type, issuers, socket);
    }

    @Override
    public @Nullable String chooseClientAlias(String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return newest().chooseClientAlias(types, issuers, socket);
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
        return newest().getServerAliases(type, issuers);
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
        return newest().getClientAliases(type, issuers);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Both now = both;
        X509Certificate[] chain = now.newest().getCertificateChain(alias);
        return chain != null ? chain : now.last().getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Both now = both;
        PrivateKey key = now.newest().getPrivateKey(alias);
        return key != null ? key : now.last().getPrivateKey(alias);
    }
}
