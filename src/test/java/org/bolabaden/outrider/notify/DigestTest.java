package org.bolabaden.outrider.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.bolabaden.outrider.notify.Heard.down;
import static org.bolabaden.outrider.notify.Heard.rules;
import static org.bolabaden.outrider.notify.Heard.up;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.Receiver.Pace;
import org.bolabaden.outrider.registry.Receiver.Selection;
import org.junit.jupiter.api.Test;

class DigestTest {
    private final Heard heard = new Heard(rules());

    @Test
    void whatComesWithinTheGroupsTimeIsOneMessage() {
        heard.hears(down("web", "node1:80")).after(4).hears(down("web", "node2:80"));

        assertThat(heard.after(5).told()).isEmpty();
        assertThat(heard.after(1).told().orElseThrow().items())
                .extracting(Item::kind, item -> item.backend().orElseThrow())
                .containsExactly(tuple(Item.Kind.BAD, "node1:80"), tuple(Item.Kind.BAD, "node2:80"));
        assertThat(heard.digest().due(heard.now())).contains(heard.now().plus(Duration.ofHours(4)));
    }

    @Test
    void aProblemIsToldOnceHoweverOftenItIsReported() {
        heard.hears(down("web", "node1:80")).next();

        heard.after(60).hears(down("web", "node1:80"));

        assertThat(heard.after(60).told()).isEmpty();
    }

    @Test
    void theEndOfWhatWasToldIsTold() {
        heard.hears(down("web", "node1:80")).next();

        heard.after(60).hears(up("web", "node1:80"));

        Item item = heard.next().items().getFirst();
        assertThat(item.kind()).isEqualTo(Item.Kind.OVER);
        assertThat(item.event()).isEqualTo("backend_down");
        assertThat(item.lasted()).contains(Duration.ofSeconds(70));
        assertThat(heard.digest().due(heard.now())).isEmpty();
    }

    @Test
    void aClockThatWasPutBackDelaysNoMessage() {
        heard.hears(down("web", "node1:80"));
        Instant before = heard.now().minus(Duration.ofDays(1));

        assertThat(heard.digest().due(before)).contains(before);
    }

    @Test
    void theEndOfWhatWasNotToldIsNot() {
        heard.hears(up("web", "node1:80"));

        assertThat(heard.digest().due(heard.now())).isEmpty();
    }

    @Test
    void whatIsOverBeforeItIsToldIsWorthNoMessage() {
        heard.hears(down("web", "node1:80")).after(3).hears(up("web", "node1:80"));

        assertThat(heard.digest().due(heard.now())).isEmpty();
    }

    @Test
    void whatIsOverBeforeItIsToldHasALineInTheNextMessage() {
        heard.hears(down("web", "node1:80")).after(3).hears(up("web", "node1:80"));
        heard.after(60).hears(down("web", "node2:80"));

        assertThat(heard.next().items()).extracting(Item::kind).containsExactly(Item.Kind.BAD, Item.Kind.BRIEF);
    }

    @Test
    void whatComesAndGoesThreeTimesIsTold() {
        for (int i = 0; i < 3; i++) {
            heard.hears(down("web", "node1:80"))
                    .after(3)
                    .hears(up("web", "node1:80"))
                    .after(3);
        }

        assertThat(heard.next().items()).extracting(Item::kind, Item::times).containsExactly(tuple(Item.Kind.BRIEF, 3));
    }

    @Test
    void anEndThatDidNotLastChangesNothingForWhoWasTold() {
        heard.hears(down("web", "node1:80")).next();

        heard.after(60).hears(up("web", "node1:80")).after(5).hears(down("web", "node1:80"));

        assertThat(heard.after(60).told()).isEmpty();
        assertThat(heard.hears(up("web", "node1:80")).next().items().getFirst().lasted())
                .contains(Duration.ofSeconds(135));
    }

    @Test
    void whatIsStillBadIsToldAgain() {
        heard.hears(down("web", "node1:80")).next();

        assertThat(heard.after(Duration.ofHours(4)).told().orElseThrow().items())
                .extracting(Item::kind)
                .containsExactly(Item.Kind.STILL);
        assertThat(heard.after(Duration.ofHours(3)).told()).isEmpty();
        assertThat(heard.after(Duration.ofHours(1)).told()).isPresent();
    }

    @Test
    void withoutRepetitionItIsNot() {
        Heard quiet =
                new Heard(new Rules("phone", Selection.DEFAULT, new Pace(Duration.ofSeconds(10), Duration.ZERO, 20)));
        quiet.hears(down("web", "node1:80")).next();

        assertThat(quiet.digest().due(quiet.now())).isEmpty();
    }

    @Test
    void whatGetsWorseIsToldAgain() {
        heard.hears(Event.warn("registry_held").reason("half is gone")).next();

        heard.hears(Event.error("registry_rejected").reason("services.yaml:1:1: broken"));

        assertThat(heard.next().items())
                .extracting(Item::kind, Item::event)
                .containsExactly(tuple(Item.Kind.BAD, "registry_rejected"));
    }

    @Test
    void mutedEventsAreNotToldEvenToWhoHearsEverything() {
        Heard all = new Heard(rules(Event.Level.INFO, Set.of(), Set.of()));

        all.hears(down("web", "node1:80").muted("maintenance"));
        assertThat(all.digest().due(all.now())).isEmpty();

        assertThat(all.hears(down("web", "node1:80")).next().items()).hasSize(1);
        assertThat(all.hears(up("web", "node1:80").muted("maintenance")).next().items())
                .extracting(Item::kind)
                .containsExactly(Item.Kind.OVER);
    }

    @Test
    void theFiltersDecideWhatIsToldAndTheEndFollows() {
        Heard some = new Heard(rules(Event.Level.WARN, Set.of("backend_down"), Set.of("web")));

        some.hears(down("db", "node1:80"))
                .hears(Event.error("haproxy_down"))
                .hears(Event.warn("panic").service("web"));
        assertThat(some.digest().due(some.now())).isEmpty();

        some.hears(down("web", "node1:80")).next();
        assertThat(some.hears(up("web", "node1:80")).next().items()).hasSize(1);
    }

    @Test
    void aFailoverIsNewsToWhoHearsEverythingAndTheEndOfAGapToAll() {
        Event offered = Event.info("primary_offered").service("redis").backend("node2:6379");
        Heard all = new Heard(rules(Event.Level.INFO, Set.of(), Set.of()));

        assertThat(all.hears(offered).next().items()).extracting(Item::kind).containsExactly(Item.Kind.NEWS);
        assertThat(heard.hears(offered).digest().due(heard.now())).isEmpty();

        heard.hears(Event.warn("primary_withheld").service("redis")).next();
        assertThat(heard.hears(offered).next().items()).extracting(Item::kind).containsExactly(Item.Kind.OVER);
    }

    @Test
    void outputsAreToldApartByTheirFiles() {
        heard.hears(Event.error("output_rejected").reason("/etc/a.cfg: no good"))
                .hears(Event.error("output_rejected").reason("/etc/b.cfg: no good"))
                .next();

        heard.hears(Event.info("output_written").reason("/etc/a.cfg: 2 servers"));

        Message message = heard.next();
        assertThat(message.items()).extracting(Item::kind).containsExactly(Item.Kind.OVER);
        assertThat(message.open()).isEqualTo(1);
    }

    @Test
    void troubleWithHimselfIsNotToldToHim() {
        heard.hears(Event.warn("notification_failed").backend("phone"));
        assertThat(heard.digest().due(heard.now())).isEmpty();

        heard.hears(Event.warn("notification_failed").backend("mail"));
        assertThat(heard.digest().due(heard.now())).isPresent();
    }

    @Test
    void aMessageThatDidNotArriveIsToldAsThingsAreLater() {
        heard.hears(down("web", "node1:80")).hears(down("web", "node2:80")).after(10);
        heard.digest().message(heard.now());

        heard.after(60).hears(up("web", "node1:80"));

        assertThat(heard.told().orElseThrow().items())
                .extracting(Item::kind, item -> item.backend().orElseThrow())
                .containsExactly(tuple(Item.Kind.BAD, "node2:80"), tuple(Item.Kind.BRIEF, "node1:80"));
    }

    @Test
    void whatIsNoLongerListedHasNoTroubles() {
        heard.hears(down("web", "node1:80")).hears(down("db", "node1:80")).next();

        Digest.Listed db = new Digest.Listed(Optional.of("db"), Optional.of("node1:80"));
        heard.digest().retain(db::equals, heard.now());

        assertThat(heard.next().items())
                .extracting(item -> item.service().orElseThrow(), Item::kind)
                .containsExactly(tuple("web", Item.Kind.OVER));
    }

    @Test
    void beyondTheLimitOneMessageTellsTheSum() {
        Heard strict =
                new Heard(new Rules("phone", Selection.DEFAULT, new Pace(Duration.ofSeconds(10), Duration.ZERO, 4)));
        strict.hears(down("web", "node1:80")).next();
        strict.hears(down("web", "node2:80")).next();

        strict.hears(down("web", "node3:80")).after(20);
        assertThat(strict.told()).isEmpty();
        strict.hears(up("web", "node2:80")).hears(down("web", "node4:80"));

        Message sum = strict.next();
        assertThat(sum.items()).extracting(Item::kind).containsExactly(Item.Kind.BAD, Item.Kind.BAD, Item.Kind.OVER);
        assertThat(sum.heldBack()).isPresent();
        assertThat(strict.now()).isAfter(Heard.START.plus(Duration.ofMinutes(20)));
    }

    @Test
    void newsThatComesAgainIsOneLineWithACount() {
        heard.hears(Event.warn("haproxy_drift").service("web").backend("node1:80"))
                .hears(Event.warn("haproxy_drift").service("web").backend("node1:80"));

        assertThat(heard.next().items()).extracting(Item::kind, Item::times).containsExactly(tuple(Item.Kind.NEWS, 2));
        assertThat(heard.digest().due(heard.now())).isEmpty();
    }

    @Test
    void howManyEventsWereMissedIsTold() {
        heard.digest().missed(17, heard.now());

        assertThat(heard.next().missed()).isEqualTo(17);
        assertThat(heard.digest().due(heard.now())).isEmpty();
    }
}
