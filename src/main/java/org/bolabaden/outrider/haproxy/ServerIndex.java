package org.bolabaden.outrider.haproxy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The servers of one HAProxy backend, found by what an operator may know them by; a pool may have thousands. */
final class ServerIndex {
    private final List<ServerState> all = new ArrayList<>();
    private final Map<String, List<ServerState>> byName = new HashMap<>();
    private final Map<String, List<ServerState>> byNameInAnyCase = new HashMap<>();
    private final Map<Place, List<ServerState>> byAddress = new HashMap<>();
    private final Map<Place, List<ServerState>> byHost = new HashMap<>();

    /** Where a server connects to: an address or a host name, and a port. */
    record Place(Object where, int port) {
        static Place of(InetAddress address, int port) {
            return new Place(address, port);
        }

        static Place of(String host, int port) {
            return new Place(lower(host), port);
        }
    }

    void add(ServerState server) {
        all.add(server);
        put(byName, server.ref().server(), server);
        put(byNameInAnyCase, lower(server.ref().server()), server);
        server.address().ifPresent(address -> put(byAddress, Place.of(address, server.port()), server));
        server.fqdn().ifPresent(host -> put(byHost, Place.of(host, server.port()), server));
    }

    List<ServerState> all() {
        return all;
    }

    List<ServerState> named(String name) {
        return byName.getOrDefault(name, List.of());
    }

    List<ServerState> namedInAnyCase(String name) {
        return byNameInAnyCase.getOrDefault(lower(name), List.of());
    }

    List<ServerState> at(InetAddress address, int port) {
        return byAddress.getOrDefault(Place.of(address, port), List.of());
    }

    List<ServerState> at(String host, int port) {
        return byHost.getOrDefault(Place.of(host, port), List.of());
    }

    private static <K> void put(Map<K, List<ServerState>> map, K key, ServerState server) {
        map.computeIfAbsent(key, k -> new ArrayList<>(1)).add(server);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
