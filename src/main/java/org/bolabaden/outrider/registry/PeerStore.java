package org.bolabaden.outrider.registry;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An engine that the fleet has, and through which its sidecars tell each other what they see. */
public sealed interface PeerStore {
    /** What the names of all its keys begin with. */
    String prefix();

    /** The certificates that it is verified against; empty: it is not reached by TLS, or the system's hold. */
    Optional<Path> caFile();

    /** Who we are there; empty: it asks nobody. */
    Optional<Login> login();

    /**
     * A user and where his password is.
     *
     * @param user his name; empty: the default user
     */
    record Login(Optional<String> user, Path passwordFile) {}

    /**
     * A Redis.
     *
     * @param service the service of the registry whose offered primary it is; empty, and no address: the only one that has a
     *     primary
     * @param address where it is, whoever the primary is; empty: that of the service
     */
    record Redis(
            Optional<ServiceName> service,
            Optional<Endpoint> address,
            Optional<Login> login,
            Optional<Path> caFile,
            String prefix)
            implements PeerStore {}

    /**
     * An etcd.
     *
     * @param endpoints its members' client URLs, at least one; tried one after the other
     * @param credentials the client certificate that is shown; empty: none
     */
    record Etcd(
            List<URI> endpoints,
            Optional<Login> login,
            Optional<Path> caFile,
            Optional<CheckTls.Credentials> credentials,
            String prefix)
            implements PeerStore {
        public Etcd {
            endpoints = List.copyOf(endpoints);
        }
    }
}
