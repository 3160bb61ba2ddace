package org.bolabaden.outrider.probe;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLProtocolException;
import org.bolabaden.outrider.probe.FailureReason.Kind;
import org.bolabaden.outrider.tls.PemFiles;

/**
 * What an exception means, as one of a few words: its own text names addresses and changes with the JDK, so it never
 * leaves here.
 */
final class FailureReasons {
    private FailureReasons() {}

    /** Why a connection was not established. */
    static FailureReason ofConnect(IOException failure) {
        return switch (failure) {
            // The JDK throws the same type for ECONNREFUSED and for the kernel's own ETIMEDOUT.
            case ConnectException e when says(e, "timed out") -> new FailureReason(Kind.CONNECT_TIMEOUT);
            case ConnectException e -> new FailureReason(Kind.REFUSED);
            case IOException e when says(e, "reset") -> new FailureReason(Kind.RESET);
            default -> new FailureReason(Kind.UNREACHABLE);
        };
    }

    /** Why an established connection ended. */
    static FailureReason ofExchange(IOException failure) {
        return switch (failure) {
            case SSLException e -> tls(tlsWord(e));
            case NoRouteToHostException e -> new FailureReason(Kind.UNREACHABLE);
            // Of a datagram: the host says that nobody listens.
            case PortUnreachableException e -> new FailureReason(Kind.REFUSED);
            default -> new FailureReason(Kind.RESET);
        };
    }

    static FailureReason tls(String word) {
        return new FailureReason(Kind.TLS, word);
    }

    static FailureReason dns(String word) {
        return new FailureReason(Kind.DNS, word);
    }

    private static String tlsWord(SSLException failure) {
        String word = failure instanceof SSLProtocolException || speaksNoTls(failure) ? "protocol" : "handshake";
        // The innermost cause is the most telling: expired inside "path validation failed" inside "handshake failed".
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            word = switch (cause) {
                case PemFiles.UnreadableException e -> e.word();
                case CertificateExpiredException e -> "expired";
                case CertificateNotYetValidException e -> "not_yet_valid";
                case CertPathBuilderException e -> "untrusted";
                case CertPathValidatorException e -> "untrusted";
                // The JDK's host name check throws the plain type, its path validation a subclass.
                case CertificateException e when e.getClass() == CertificateException.class -> "name_mismatch";
                case CertificateException e -> "untrusted";
                default -> word;
            };
        }
        return word;
    }

    private static boolean speaksNoTls(SSLException failure) {
        return says(failure, "unrecognized ssl message") || says(failure, "protocol_version");
    }

    private static boolean says(Exception failure, String words) {
        String message = failure.getMessage();
        return message != null && message.toLowerCase(Locale.ROOT).contains(words);
    }
}
