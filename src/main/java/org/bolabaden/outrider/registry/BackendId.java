package org.bolabaden.outrider.registry;

/**
 * Names one backend of one service for as long as the registry lists it: {@code redis-main/node1.bolabaden.org:6379}.
 *
 * @param service the service it belongs to
 * @param endpoint the host and port that the registry gives, unique in the service
 */
public record BackendId(ServiceName service, Endpoint endpoint) implements Comparable<BackendId> {
    @Override
    public int compareTo(BackendId other) {
        int byService = service.compareTo(other.service);
        return byService != 0 ? byService : endpoint.compareTo(other.endpoint);
    }

    /**
     * The backend's stable server name in HAProxy: the endpoint without brackets. HAProxy allows letters, digits and
     * {@code -_.:} in it.
     */
    public String serverName() {
        return endpoint.host() + ":" + endpoint.port();
    }

    @Override
    public String toString() {
        return service + "/" + endpoint;
    }
}
