package org.bolabaden.outrider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.sentinel.Epoch;
import org.bolabaden.outrider.sentinel.Primary;

/** Sees all that a stage puts into force for one service, and keeps what must never be. */
final class PrimaryWatcher implements Consumer<Map<ServiceName, Primary>> {
    private final Set<BackendId> listed;
    private final List<Primary> seen = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private final List<String> returned = new ArrayList<>();
    private final Map<BackendId, Epoch> replaced = new HashMap<>();
    private Optional<Primary.Offered> last = Optional.empty();

    PrimaryWatcher(Set<BackendId> listed) {
        this.listed = Set.copyOf(listed);
    }

    @Override
    public synchronized void accept(Map<ServiceName, Primary> inForce) {
        if (!inForce.keySet().equals(Set.of(FollowingStage.SERVICE))) {
            wrong.add("not one primary: " + inForce);
        }
        inForce.values().forEach(primary -> {
            seen.add(primary);
            if (primary instanceof Primary.Offered offered) {
                look(offered);
            }
        });
    }

    private void look(Primary.Offered offered) {
        if (!listed.contains(offered.backend())) {
            wrong.add("not listed: " + offered);
        }
        last.ifPresent(before -> compare(before, offered));
        last = Optional.of(offered);
    }

    private void compare(Primary.Offered before, Primary.Offered offered) {
        Epoch epoch = offered.epoch().orElseThrow();
        if (before.epoch().orElseThrow().after(epoch)) {
            wrong.add("a step back: " + before + ", then " + offered);
        }
        if (!before.backend().equals(offered.backend())) {
            replaced.put(before.backend(), epoch);
            Epoch since = replaced.get(offered.backend());
            if (since != null && !epoch.after(since)) {
                returned.add("replaced at epoch " + since + ", offered again: " + offered);
            }
        }
    }

    /** How often anything came into force. */
    synchronized int count() {
        return seen.size();
    }

    /** Who was offered, one after the other; empty: nobody. */
    synchronized List<Optional<BackendId>> offers() {
        List<Optional<BackendId>> offers = new ArrayList<>();
        seen.stream()
                .map(Primary::offered)
                .filter(offered -> offers.isEmpty() || !offers.getLast().equals(offered))
                .forEach(offers::add);
        return offers;
    }

    /** One at a time, listed, and never at an earlier epoch than before. */
    synchronized void assertNothingWrong() {
        assertThat(seen).isNotEmpty();
        assertThat(wrong).as("of " + seen).isEmpty();
    }

    /** The same, and whoever was replaced was offered again at a later epoch only. */
    synchronized void assertNeverBack() {
        assertNothingWrong();
        assertThat(returned).as("of " + seen).isEmpty();
    }
}
