package org.bolabaden.outrider.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ServiceUnavailableException;
import java.util.concurrent.atomic.AtomicInteger;

/** Who follows the events: so many at once and no more, since each is a connection that never ends. */
@ApplicationScoped
class Readers {
    static final int MOST = 64;

    private final AtomicInteger present = new AtomicInteger();

    /**
     * One more.
     *
     * @return to be run once, when he goes
     * @throws ServiceUnavailableException when there are too many
     */
    Runnable enter() {
        if (present.incrementAndGet() > MOST) {
            present.decrementAndGet();
            throw new ServiceUnavailableException(
                    MOST + " readers follow the events already: ask for the list, or end one of them");
        }
        return present::decrementAndGet;
    }
}
