package org.bolabaden.outrider.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.TestBackends;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.Service;
import org.bolabaden.outrider.registry.ServiceName;
import org.junit.jupiter.api.Test;

class LookupTest {
    private static final Backend ONE = TestBackends.peer("site", "node1.bolabaden.org", 80);
    private static final Backend TWO = TestBackends.peer("site", "node2.bolabaden.org", 80);
    private static final Backend SIX = TestBackends.peer("site", "fd00::6", 80);
    private static final Backend CLASH = TestBackends.peer("node2.bolabaden.org", "node3", 443);
    private static final Registry REGISTRY =
            TestBackends.registry(TestBackends.service(ONE, TWO, SIX), TestBackends.service(CLASH));

    private static Lookup.Result find(String text) {
        return new Lookup(REGISTRY, Optional.empty()).find(text, Drains.NONE);
    }

    private static Lookup.Result found(Target target) {
        return new Lookup.Found(target);
    }

    @Test
    void nodesServicesAndBackendsAreFoundInWhateverCase() {
        assertThat(find("NODE1.bolabaden.org")).isEqualTo(found(new Target.OfNode(ONE.node())));
        assertThat(find("Site")).isEqualTo(found(new Target.OfService(new ServiceName("site"))));
        assertThat(find("site/node1.bolabaden.org:80")).isEqualTo(found(new Target.OfBackend(ONE.id())));
    }

    @Test
    void anAddressWithColonsIsFoundWithBracketsAndWithout() {
        assertThat(find("site/[fd00::6]:80")).isEqualTo(found(new Target.OfBackend(SIX.id())));
        assertThat(find("site/fd00::6:80")).isEqualTo(found(new Target.OfBackend(SIX.id())));
    }

    @Test
    void theFirstPartOfANodesNameIsEnough() {
        assertThat(find("node1")).isEqualTo(found(new Target.OfNode(ONE.node())));
    }

    @Test
    void aNameThatIsANodeAndAServiceIsNotGuessed() {
        assertThat(find("node2.bolabaden.org"))
                .isEqualTo(new Lookup.Ambiguous("'node2.bolabaden.org' is the node node2.bolabaden.org and the service"
                        + " node2.bolabaden.org: say which, with kind=node or kind=service"));
        assertThat(new Lookup(REGISTRY, Optional.of(Target.Kind.NODE)).find("node2.bolabaden.org"))
                .isEqualTo(found(new Target.OfNode(TWO.node())));
    }

    @Test
    void whatIsNotThereIsAnsweredWithWhatIs() {
        assertThat(find("nobody"))
                .isEqualTo(new Lookup.Unknown("no node, service or backend 'nobody' in the registry; nodes: fd00::6,"
                        + " node1.bolabaden.org, node2.bolabaden.org, node3"));
        assertThat(find("site/node9:80")).isInstanceOf(Lookup.Unknown.class);
        assertThat(find("")).isInstanceOf(Lookup.Unknown.class);
    }

    @Test
    void whatIsDrainedIsFoundAfterItLeftTheRegistry() {
        Target gone = new Target.OfNode(new NodeName("gone"));
        Drains drains = Drains.NONE.with(
                new Drain(gone, Optional.empty(), Instant.EPOCH, Optional.empty(), false, new NodeName("here")));

        assertThat(new Lookup(REGISTRY, Optional.empty()).find("gone", drains)).isEqualTo(found(gone));
    }

    @Test
    void anAliasStandsForItsService() {
        Service plain = TestBackends.service(ONE);
        Service aliased = new Service(
                plain.name(),
                plain.section(),
                List.of("www.site"),
                plain.port(),
                plain.balance(),
                plain.cache(),
                plain.primary(),
                plain.dependsOn(),
                plain.maintenance(),
                plain.backends());
        Lookup lookup = new Lookup(TestBackends.registry(aliased), Optional.empty());

        assertThat(lookup.find("WWW.site")).isEqualTo(found(new Target.OfService(plain.name())));
        assertThat(lookup.find("www.site/node1.bolabaden.org:80")).isEqualTo(found(new Target.OfBackend(ONE.id())));
        assertThat(lookup.find("ww.site")).isInstanceOf(Lookup.Unknown.class);
    }

    @Test
    void aBackendOfAnotherServiceIsNotMeant() {
        Backend twin = TestBackends.peer("other", "node1.bolabaden.org", 80);
        Lookup lookup = new Lookup(
                TestBackends.registry(TestBackends.service(ONE), TestBackends.service(twin)), Optional.empty());

        assertThat(lookup.find("other/node1.bolabaden.org:80")).isEqualTo(found(new Target.OfBackend(twin.id())));
        assertThat(lookup.find("/node1.bolabaden.org:80")).isInstanceOf(Lookup.Unknown.class);
    }

    @Test
    void theFirstPartOfAnAddressIsNoName() {
        Backend address = TestBackends.peer("site", "10.0.0.1", 80);
        Lookup lookup = new Lookup(TestBackends.registry(TestBackends.service(address)), Optional.empty());

        assertThat(lookup.find("10")).isInstanceOf(Lookup.Unknown.class);
        assertThat(lookup.find("10.0.0.1")).isEqualTo(found(new Target.OfNode(address.node())));
    }

    @Test
    void whatIsDrainedByTwoNodesIsFoundOnceAndOnlyAsTheKindThatIsWanted() {
        Target gone = new Target.OfNode(new NodeName("gone"));
        Drain here = new Drain(gone, Optional.empty(), Instant.EPOCH, Optional.empty(), false, new NodeName("here"));
        Drain there = new Drain(gone, Optional.empty(), Instant.EPOCH, Optional.empty(), false, new NodeName("there"));
        Drains drains = new Drains(List.of(here, there));

        assertThat(new Lookup(REGISTRY, Optional.empty()).find("GONE", drains)).isEqualTo(found(gone));
        assertThat(new Lookup(REGISTRY, Optional.of(Target.Kind.SERVICE)).find("gone", drains))
                .isInstanceOf(Lookup.Unknown.class);
    }
}
