package org.bolabaden.outrider.hostile;

/**
 * A proxy's configuration as rendered.
 *
 * @param proxy whose
 * @param text all of it
 */
public record ProxyFile(Proxy proxy, String text) {
    /** Whose rules of lines it is to keep. */
    public enum Proxy {
        HAPROXY,
        TRAEFIK
    }
}
