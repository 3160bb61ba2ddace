package org.bolabaden.outrider.probe;

/**
 * Why a check failed: one word for metrics, and for some kinds a detail for people.
 *
 * @param kind the bounded part, a metric label
 * @param detail the open part ({@code 503} of {@code status:503}); empty: none
 */
public record FailureReason(Kind kind, String detail) {
    public FailureReason(Kind kind) {
        this(kind, "");
    }

    /** The reasons there are. The word is the contract's. */
    public enum Kind {
        /** The host answered that nobody listens. */
        REFUSED("refused"),
        /** No TCP connection within the timeout. */
        CONNECT_TIMEOUT("connect_timeout"),
        /** Connected, but no complete answer within the timeout. */
        RESPONSE_TIMEOUT("response_timeout"),
        /** An answer with another status than expected; the detail is the status. */
        STATUS("status"),
        /** An answer whose body lacks what was expected. */
        BODY_MISMATCH("body_mismatch"),
        /** An answer with another header than expected; the detail is the header's name. */
        HEADER_MISMATCH("header_mismatch"),
        /** Another program answers on that port; the detail is the header that tells. */
        WRONG_SERVICE("wrong_service"),
        /** A redirect that cannot be followed; the detail says why. */
        REDIRECT("redirect"),
        /** Over TCP: the peer said something, but not what was expected. */
        UNEXPECTED("unexpected"),
        /** The connection was reset or closed before the answer was complete. */
        RESET("reset"),
        /** The answer is not in the protocol that was asked for: HTTP/1.1, HTTP/2, gRPC. */
        PROTOCOL("protocol"),
        /** No route to the host, network down and their like. */
        UNREACHABLE("unreachable"),
        /** The TLS handshake failed; the detail says how. */
        TLS("tls"),
        /** A Redis that answers, but not as it should; the detail says how. */
        REDIS("redis"),
        /** Over gRPC: the call failed, or the server does not serve; the detail says how. */
        GRPC("grpc"),
        /** A DNS server that answers, but not as it should; the detail says how. */
        DNS_ANSWER("dns_answer"),
        /** The command did not end with exit status 0; the detail says how it ended. */
        EXEC("exec"),
        /** The name did not resolve; the detail says how. */
        DNS("dns");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** The metric label. */
        public String word() {
            return word;
        }
    }

    /** Whether a file of this machine could not be read: a password, a certificate. */
    boolean isOfOwnFile() {
        return detail.endsWith("_unreadable") && (kind == Kind.REDIS || kind == Kind.TLS);
    }

    /** {@code refused}, {@code status:503}, {@code tls:expired}. */
    @Override
    public String toString() {
        return detail.isEmpty() ? kind.word() : kind.word() + ":" + detail;
    }
}
