package org.bolabaden.outrider.notify.deliver;

import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.notify.Digest;
import org.bolabaden.outrider.observe.EventLog;
import org.bolabaden.outrider.observe.RecordedEvent;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.Receiver;
import org.bolabaden.outrider.registry.Registry;

/** All receivers: follows the event log, and the settings as they change. */
public final class Notifications implements AutoCloseable {
    private final String node;
    private final Courier courier;
    private final InstantSource clock;
    private final EventLog events;
    private final DeliveryCounts counts;
    private final Runnable unfollow;
    private volatile Map<String, Bell> bells = Map.of();

    /** Follows the log from now on; nobody is told before {@link #follow}. */
    public Notifications(String node, Courier courier, InstantSource clock, EventLog events, DeliveryCounts counts) {
        this.node = node;
        this.courier = courier;
        this.clock = clock;
        this.events = events;
        this.counts = counts;
        this.unfollow = events.witness(this::heard);
    }

    private void heard(RecordedEvent event) {
        bells.values().forEach(bell -> bell.heard(event));
    }

    /** These are told from now on. */
    public synchronized void follow(List<Receiver> receivers) {
        Map<String, Bell> next = new LinkedHashMap<>();
        receivers.forEach(receiver -> next.put(receiver.name(), bell(receiver)));
        Map<String, Bell> before = bells;
        bells = next;
        before.forEach((name, bell) -> {
            if (!next.containsKey(name)) {
                bell.close();
                counts.end(name);
            }
        });
    }

    private Bell bell(Receiver receiver) {
        Bell known = bells.get(receiver.name());
        if (known == null) {
            counts.begin(receiver.name());
            return new Bell(receiver, node, courier, clock, events, counts);
        }
        if (!known.receiver().equals(receiver)) {
            known.change(receiver);
        }
        return known;
    }

    /** These run from now on: what they do not list has no troubles. */
    public void relist(NodeSettings settings, Registry registry) {
        Set<Digest.Listed> listed = listed(settings, registry);
        bells.values().forEach(bell -> bell.relist(listed::contains));
    }

    private static Set<Digest.Listed> listed(NodeSettings settings, Registry registry) {
        Set<Digest.Listed> all = new HashSet<>();
        settings.receivers().forEach(receiver -> all.add(unserved(receiver.name())));
        settings.templates()
                .forEach(template -> all.add(unserved(template.output().toString())));
        registry.services().values().forEach(service -> {
            Optional<String> name = Optional.of(service.name().value());
            all.add(new Digest.Listed(name, Optional.empty()));
            service.backends()
                    .forEach(backend -> all.add(new Digest.Listed(
                            name, Optional.of(backend.id().endpoint().toString()))));
        });
        return all;
    }

    private static Digest.Listed unserved(String what) {
        return new Digest.Listed(Optional.empty(), Optional.of(what));
    }

    /** Ends all threads; a message on its way may be lost. */
    @Override
    public void close() {
        unfollow.run();
        bells.values().forEach(Bell::close);
    }
}
