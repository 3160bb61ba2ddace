package org.bolabaden.outrider.traefik;

/** What has a name in the dynamic configuration. */
enum Kind {
    HTTP_ROUTER("http", "routers", "router"),
    HTTP_SERVICE("http", "services", "service"),
    HTTP_MIDDLEWARE("http", "middlewares", "middleware"),
    HTTP_TRANSPORT("http", "serversTransports", "serversTransport"),
    TCP_ROUTER("tcp", "routers", "tcp router"),
    TCP_SERVICE("tcp", "services", "tcp service"),
    TCP_MIDDLEWARE("tcp", "middlewares", "tcp middleware"),
    TCP_TRANSPORT("tcp", "serversTransports", "tcp serversTransport"),
    UDP_ROUTER("udp", "routers", "udp router"),
    UDP_SERVICE("udp", "services", "udp service"),
    TLS_OPTIONS("tls", "options", "set of tls options");

    private final String section;
    private final String key;
    private final String noun;

    Kind(String section, String key, String noun) {
        this.section = section;
        this.key = key;
        this.noun = noun;
    }

    /** The key at the top of the file. */
    String section() {
        return section;
    }

    /** The key below it. */
    String key() {
        return key;
    }

    /** The word for one of them. */
    String noun() {
        return noun;
    }
}
