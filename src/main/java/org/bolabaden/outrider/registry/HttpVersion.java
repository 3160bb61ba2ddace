package org.bolabaden.outrider.registry;

/** In which version of HTTP a check speaks. */
public enum HttpVersion {
    /** One request over one connection. */
    HTTP_1_1("1.1"),
    /** Agreed on in the TLS handshake, or without TLS by saying so at once. */
    HTTP_2("2");

    private final String word;

    HttpVersion(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
