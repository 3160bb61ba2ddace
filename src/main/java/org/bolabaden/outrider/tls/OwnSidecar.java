package org.bolabaden.outrider.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.bolabaden.outrider.registry.CheckTls;
import org.bolabaden.outrider.registry.NodeSettings;

/**
 * How a command on this node meets the sidecar that it runs on: it believes the very certificate that watcher.yaml names for
 * it, whatever name and authority that has, or one that the fleet's authorities vouch for, which may have been exchanged a
 * moment ago. Shows what the node shows to its peers.
 */
public final class OwnSidecar implements X509TrustManager {
    private final List<X509Certificate> own;
    private final List<X509TrustManager> authorities;

    private OwnSidecar(List<X509Certificate> own, List<X509TrustManager> authorities) {
        this.own = own;
        this.authorities = authorities;
    }

    /**
     * What its connections are made with.
     *
     * @throws PemFiles.UnreadableException when a file cannot be used
     */
    public static SSLSocketFactory sockets(NodeSettings settings, NodeSettings.ApiTls tls) {
        try {
            OwnSidecar trust = new OwnSidecar(
                    PemFiles.chain(tls.own().certificate()),
                    Stream.of(settings.peers().caFile(), tls.clientCa())
                            .flatMap(Optional::stream)
                            .flatMap(OwnSidecar::trusting)
                            .toList());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown(settings, tls), new TrustManager[] {trust}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("no TLS on this machine", impossible);
        }
    }

    // Nobody asks for one without client_ca_file; the key may then be of another user.
    private static KeyManager[] shown(NodeSettings settings, NodeSettings.ApiTls tls) {
        Optional<CheckTls.Credentials> credentials =
                tls.clientCa().isPresent() ? settings.clientCredentials() : Optional.empty();
        return credentials.map(PemFiles::credentials).orElse(new KeyManager[0]);
    }

    private static Stream<X509TrustManager> trusting(Path file) {
        return Stream.of(PemFiles.authorities(file))
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        if (chain.length > 0 && !own.isEmpty() && own.getFirst().equals(chain[0])) {
            chain[0].checkValidity();
            return;
        }
        List<String> why = new ArrayList<>();
        for (X509TrustManager authority : authorities) {
            try {
                authority.checkServerTrusted(chain, type);
                return;
            } catch (CertificateException refused) {
                why.add(refused.getMessage());
            }
        }
        throw new CertificateException("it shows another certificate than that of api.tls.certificate_file"
                + (why.isEmpty() ? "" : " " + why));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("nobody calls a command");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
