package org.bolabaden.outrider.sentinel;

import java.util.Optional;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.CheckTls;
import org.bolabaden.outrider.registry.Endpoint;

/**
 * Where a connection goes, and how: places that are equal share one.
 *
 * @param login empty: without
 * @param tls {@link CheckTls#OFF}: in the clear
 */
record Place(Endpoint address, Optional<Check.Redis.Login> login, CheckTls tls) {
    /** The name that its certificate must have. */
    String serverName() {
        return tls.serverName().orElse(address.host());
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
