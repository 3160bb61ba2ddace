package org.bolabaden.outrider.registry;

import java.util.Optional;

/** How it is found out which backend of a service may have its sessions: one at the most. */
public sealed interface PrimarySource {
    /** A majority of Redis Sentinels says it, and the backend itself. */
    record Sentinels(SentinelSettings settings) implements PrimarySource {}

    /**
     * A person says it.
     *
     * @param backend one of the service's own
     */
    record Named(BackendId backend) implements PrimarySource {}

    /**
     * Each backend is asked {@code ROLE}.
     *
     * @param login how to log in to it; empty: without
     * @param tls how it is reached; {@link CheckTls#OFF}: in the clear
     */
    record ByRole(Optional<Check.Redis.Login> login, CheckTls tls) implements PrimarySource {}
}
