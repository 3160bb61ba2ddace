package org.bolabaden.outrider.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.bolabaden.outrider.notify.Heard.down;
import static org.bolabaden.outrider.notify.Heard.rules;
import static org.bolabaden.outrider.notify.Heard.up;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.observe.Event;
import org.junit.jupiter.api.Test;

/** How much is kept for a receiver, and for how long. */
class DigestLimitsTest {
    private final Heard heard = new Heard(rules());

    private static Event drift(int number) {
        return Event.warn("haproxy_drift").service("web").backend("node" + number + ":80");
    }

    private Heard flaps(Heard who, String backend) {
        return who.hears(down("web", backend)).after(1).hears(up("web", backend));
    }

    @Test
    void problemsBeyondTenThousandAreCountedOnly() {
        for (int i = 0; i < 10_000; i++) {
            heard.hears(down("web", "node" + i + ":80"));
        }
        assertThat(heard.digest().message(heard.now()).missed()).isZero();

        heard.hears(down("web", "one:80")).hears(down("web", "more:80")).hears(down("web", "node7:80"));

        Message message = heard.next();
        assertThat(message.missed()).isEqualTo(2);
        assertThat(message.items()).hasSize(10_000);
        assertThat(message.open()).isEqualTo(10_000);
    }

    @Test
    void newsBeyondTwoHundredIsCountedOnly() {
        for (int i = 0; i < 200; i++) {
            heard.hears(drift(i));
        }
        assertThat(heard.digest().message(heard.now()).missed()).isZero();

        heard.hears(drift(200)).hears(drift(201)).hears(drift(7));

        Message message = heard.next();
        assertThat(message.missed()).isEqualTo(2);
        assertThat(message.items())
                .hasSize(200)
                .filteredOn(item -> item.times() == 2)
                .extracting(Item::backend)
                .containsExactly(Optional.of("node7:80"));
    }

    @Test
    void ofWhatWasOverAtOnceTwoHundredAreKept() {
        for (int i = 0; i < 201; i++) {
            flaps(heard, "node" + i + ":80");
        }
        flaps(heard, "node7:80");

        Message message = heard.hears(down("web", "bad:80")).next();

        assertThat(message.items())
                .filteredOn(item -> item.kind() == Item.Kind.BRIEF)
                .hasSize(200)
                .filteredOn(item -> item.times() == 2)
                .extracting(Item::backend)
                .containsExactly(Optional.of("node7:80"));
        assertThat(message.missed()).isZero();
    }

    @Test
    void whatWasOverAtOnceIsForgottenAfterAnHour() {
        flaps(heard, "node1:80");
        heard.after(Duration.ofMinutes(60).minusSeconds(12)).hears(down("web", "node2:80"));
        assertThat(heard.digest().message(heard.now().plusSeconds(10)).items())
                .as("within the hour")
                .extracting(Item::kind)
                .containsExactly(Item.Kind.BAD, Item.Kind.BRIEF);

        assertThat(heard.digest().message(heard.now().plusSeconds(11)).items())
                .as("an hour after it began")
                .extracting(Item::kind)
                .containsExactly(Item.Kind.BAD);
    }

    @Test
    void whatComesAndGoesSeldomIsNeverTold() {
        for (int i = 0; i < 5; i++) {
            flaps(heard, "node1:80").after(Duration.ofMinutes(61));
        }

        assertThat(heard.digest().due(heard.now())).isEmpty();
    }

    @Test
    void whatIsToBeToldForComingAndGoingIsNotForgottenWhileItWaits() {
        flaps(flaps(flaps(heard, "node1:80"), "node1:80"), "node1:80");
        heard.after(Duration.ofHours(2));

        assertThat(heard.told().orElseThrow().items())
                .extracting(Item::kind, Item::times)
                .containsExactly(tuple(Item.Kind.BRIEF, 3));
    }

    @Test
    void whatWasToldIsNotToldAgainWithTheNextMessage() {
        heard.hears(drift(1)).next();
        flaps(heard, "node1:80").hears(down("web", "node2:80")).next();

        heard.hears(down("web", "node3:80"));

        assertThat(heard.next().items())
                .extracting(Item::kind, item -> item.backend().orElseThrow())
                .containsExactly(tuple(Item.Kind.BAD, "node3:80"));
    }

    @Test
    void theEndOfAGapIsNoNewsBesides() {
        Heard all = new Heard(rules(Event.Level.INFO, Set.of(), Set.of()));
        all.hears(Event.warn("primary_withheld").service("redis")).next();

        all.hears(Event.info("primary_offered").service("redis").backend("node2:6379"));

        assertThat(all.next().items()).extracting(Item::kind).containsExactly(Item.Kind.OVER);
    }

    @Test
    void whatIsOverIsNotStillBadWhenItsTimeToBeToldAgainComes() {
        heard.hears(down("web", "node1:80")).next();
        heard.after(Duration.ofHours(4).minusSeconds(1)).hears(up("web", "node1:80"));

        assertThat(heard.digest().due(heard.now())).contains(heard.now().plusSeconds(10));
    }

    @Test
    void aMessageSaysHowManyProblemsThereAreStill() {
        heard.hears(down("web", "node1:80"))
                .hears(down("web", "node2:80"))
                .hears(down("web", "node3:80"))
                .next();

        assertThat(heard.hears(up("web", "node1:80")).next().open()).isEqualTo(2);
    }

    @Test
    void aMessageThatWaitedHalfAMinuteTooLongSaysSo() {
        heard.hears(down("web", "node1:80"));

        assertThat(heard.digest().message(heard.now().plusSeconds(40)).heldBack())
                .isEmpty();
        assertThat(heard.digest().message(heard.now().plusSeconds(41)).heldBack())
                .contains(Duration.ofSeconds(31));
    }

    @Test
    void aBackendThatIsReleasedUpIsOverAndOneThatIsReleasedDownIsNot() {
        Event held = Event.warn("backend_held").service("web").backend("node1:80");
        Event released = Event.warn("backend_released")
                .service("web")
                .backend("node1:80")
                .reason("it was held for 2 m");
        heard.hears(held).next();

        heard.hears(released.change("held", "down"));
        assertThat(heard.digest().message(heard.now().plusSeconds(10)).items()).isEmpty();

        heard.hears(released.change("held", "up"));
        assertThat(heard.next().items()).extracting(Item::kind).containsExactly(Item.Kind.OVER);
    }

    @Test
    void aRegistryThatIsLoadedIsNewsToWhoHearsEverything() {
        Heard all = new Heard(rules(Event.Level.INFO, Set.of(), Set.of()));

        assertThat(all.hears(Event.info("registry_loaded")).next().items())
                .extracting(Item::kind)
                .containsExactly(Item.Kind.NEWS);
        assertThat(all.hears(up("web", "node1:80")).digest().due(all.now()))
                .as("a backend that is up is none")
                .isEmpty();
    }

    @Test
    void ofTwoThingsThatAreEquallyBadTheLatestIsTold() {
        heard.hears(Event.warn("registry_held").reason("half is gone"))
                .hears(Event.warn("registry_rolled_back").reason("by hand"));

        assertThat(heard.next().items())
                .extracting(Item::event, Item::reason)
                .containsExactly(tuple("registry_rolled_back", "by hand"));
    }

    @Test
    void theWorstThatWasSaidOfAProblemIsTold() {
        heard.hears(Event.error("registry_rejected").reason("broken"))
                .hears(Event.warn("registry_held").reason("half is gone"));

        assertThat(heard.next().items())
                .extracting(Item::event, Item::reason)
                .containsExactly(tuple("registry_rejected", "broken"));
    }
}
