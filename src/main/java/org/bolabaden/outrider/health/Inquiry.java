package org.bolabaden.outrider.health;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.registry.Backend;

/** How the isolation guard looks at the world outside. All methods return at once. */
public interface Inquiry {
    /** Nobody is elsewhere, so that nothing is guarded. */
    Inquiry NONE = new Inquiry() {
        @Override
        public boolean elsewhere(Backend backend, Optional<InetAddress> address) {
            return false;
        }

        @Override
        public List<String> witnesses() {
            return List.of();
        }

        @Override
        public void ask() {}

        @Override
        public void isolated(Isolation isolation) {}

        @Override
        public void ended(Isolation isolation, String why) {}
    };

    /**
     * Whether the backend is on another machine: not local, and neither at a loopback address nor at one of this machine's
     * own.
     *
     * @param address where it is reached; empty: its name never resolved
     */
    boolean elsewhere(Backend backend, Optional<InetAddress> address);

    /** Who is asked beside the other backends, for people. */
    List<String> witnesses();

    /**
     * Has the witnesses and some other backends ({@link HealthBoard#others}) asked soon; {@link HealthBoard#heard} is to be
     * told of answers. Called often while somebody is silent: calls are to be put together.
     */
    void ask();

    /** This node seems to be cut off. */
    void isolated(Isolation isolation);

    /** It no longer does. */
    void ended(Isolation isolation, String why);
}
