package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class OwnNetworkTest {
    private static final String HEADLINE =
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";

    private static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }

    @Test
    void theGatewayIsTheOneOfTheDefaultRouteThatIsUp() {
        Stream<String> table = Stream.of(
                HEADLINE,
                "eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0",
                "eth1\t00000000\t0102A8C0\t0002\t0\t0\t100\t00000000\t0\t0\t0",
                "eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0",
                "wg0\t0000000A\t0100000A\t0003\t0\t0\t0\t000000FF\t0\t0\t0",
                "tun0\t00000000\t00000000\t0001\t0\t0\t50\t00000000\t0\t0\t0");

        assertThat(DefaultRoutes.ofIpv4(table, true)).containsExactly(address("192.168.1.1"));
    }

    @Test
    void onABigEndianMachineTheKernelWritesAddressesAsWeDo() {
        Stream<String> table = Stream.of("eth0\t00000000\tC0A80101\t0003\t0\t0\t100\t00000000\t0\t0\t0");

        assertThat(DefaultRoutes.ofIpv4(table, false)).containsExactly(address("192.168.1.1"));
    }

    @Test
    void aLinkLocalGatewayIsLeftOutBecauseItMeansNothingWithoutItsInterface() {
        String zero = "00000000000000000000000000000000";
        Stream<String> table = Stream.of(
                zero + " 00 " + zero
                        + " 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003     eth0",
                zero + " 00 " + zero
                        + " 00 fd000000000000000000000000000001 00000400 00000001 00000000 00000003     eth0",
                zero + " 00 " + zero + " 00 " + zero + " ffffffff 00000001 00000000 00200200       lo");

        assertThat(DefaultRoutes.ofIpv6(table)).containsExactly(address("fd00::1"));
    }

    @Property
    void aTableThatWeDoNotUnderstandHasNoGateways(@ForAll List<String> lines) {
        assertThat(DefaultRoutes.ofIpv4(lines.stream(), true)).isEmpty();
        assertThat(DefaultRoutes.ofIpv6(lines.stream())).isEmpty();
    }

    @Test
    void loopbackAndThisMachinesOwnAddressesAreNotElsewhere() {
        OwnNetwork network = new OwnNetwork(Set.of(address("10.8.0.1"), address("fd00::1")), List.of());

        assertThat(network.elsewhere(address("127.0.0.2"))).isFalse();
        assertThat(network.elsewhere(address("::1"))).isFalse();
        assertThat(network.elsewhere(address("0.0.0.0"))).isFalse();
        assertThat(network.elsewhere(address("10.8.0.1"))).isFalse();
        assertThat(network.elsewhere(address("fd00::1"))).isFalse();
        assertThat(network.elsewhere(address("10.8.0.2"))).isTrue();
    }

    @Test
    void whatThisMachineSaysOfItselfIsRead() {
        OwnNetwork network = OwnNetwork.UNKNOWN.readAgain();

        assertThat(network.addresses()).contains(address("127.0.0.1"));
    }

    @Test
    void aGatewayIsRememberedWhenItsRouteIsGone() {
        OwnNetwork before = new OwnNetwork(Set.of(), List.of(address("192.0.2.1")));

        // Either this machine has a gateway of its own, or the one from before stays.
        assertThat(before.readAgain().gateways()).isNotEmpty();
    }
}
