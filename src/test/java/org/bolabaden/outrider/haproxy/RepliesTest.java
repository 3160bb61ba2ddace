package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepliesTest {
    private static final String HEADER = "# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state"
            + " srv_uweight srv_iweight srv_check_state srv_fqdn srv_port srv_from_a_later_version\n";

    @Test
    void repliesAreTakenApartAtBlankLines() {
        assertThat(CommandLines.split("\nNo such server.\n\n\nNew server registered.\n\n"))
                .containsExactly("", "No such server.\n", "", "New server registered.\n");
        assertThat(CommandLines.split("Server deleted.\n")).containsExactly("Server deleted.\n");
    }

    @Test
    void theTableOfServersIsReadByColumnName() throws Exception {
        List<ServerState> servers = ServerState.parse("1\n" + HEADER
                + "2 be 1 a:1 10.0.0.1 2 4 256 50 6 node.example.org 6379 new\n" + "2 be 2 b - 0 32 1 1 0 - 7\n");

        assertThat(servers.getFirst())
                .returns(new ServerRef("be", "a:1"), ServerState::ref)
                .returns(Optional.of(InetAddress.ofLiteral("10.0.0.1")), ServerState::address)
                .returns(6379, ServerState::port)
                .returns(256, ServerState::weight)
                .returns(50, ServerState::initialWeight)
                .returns(Optional.of("node.example.org"), ServerState::fqdn)
                .returns(true, ServerState::serving)
                .returns(true, ServerState::checkEnabled);
        assertThat(servers.getLast())
                .returns(Optional.empty(), ServerState::address)
                .returns(Optional.empty(), ServerState::fqdn)
                .returns(false, ServerState::serving);
    }

    @ParameterizedTest
    @CsvSource({"0,READY", "1,MAINT", "4,READY", "5,MAINT", "8,DRAIN", "12,DRAIN", "2,READY", "32,READY", "9,MAINT"})
    void onlyForcedStatesAreOursToCompare(int bits, Admin admin) {
        assertThat(server(bits).admin()).isEqualTo(admin);
    }

    @ParameterizedTest
    @CsvSource({"0,true", "4,true", "1,false", "2,false", "8,false", "16,false", "32,false"})
    void anInheritedStateKeepsSessionsAwayToo(int bits, boolean serving) {
        assertThat(server(bits).serving()).isEqualTo(serving);
    }

    @Test
    void anotherTableIsAnError() {
        assertThatThrownBy(() -> ServerState.parse("2\n" + HEADER)).isInstanceOf(UnreadableReplyException.class);
        assertThatThrownBy(() -> ServerState.parse("Can't find backend.\n"))
                .isInstanceOf(UnreadableReplyException.class)
                .hasMessageContaining("Can't find backend.");
        assertThatThrownBy(() -> WorkerInfo.parse("Name: HAProxy\n")).isInstanceOf(UnreadableReplyException.class);
        assertThatThrownBy(() -> ProxyStats.parse("1\n2\n")).isInstanceOf(UnreadableReplyException.class);
    }

    @Test
    void statisticsAreReadByColumnNameWithQuotedTexts() throws Exception {
        List<ProxyStats> rows =
                ProxyStats.parse("# pxname,svname,type,last_chk,status,weight,bck,scur,stot,econ,future\n"
                        + "be,FRONTEND,0,,OPEN,,,1,2,,\n"
                        + "be,a,2,\"timeout, at \"\"step 1\"\"\",DOWN 1/2,50,1,3,4,5,9\n"
                        + "be,BACKEND,1,,UP,150,2,3,4,5,9\n");

        assertThat(rows).hasSize(2);
        assertThat(rows.getFirst())
                .returns("DOWN 1/2", ProxyStats::status)
                .returns(true, ProxyStats::backup)
                .returns(3L, ProxyStats::sessions)
                .returns(4L, ProxyStats::sessionsTotal)
                .returns(5L, ProxyStats::connectErrors)
                .returns(0L, ProxyStats::responses5xx);
        assertThat(rows.getLast()).returns(true, ProxyStats::whole).returns(false, ProxyStats::backup);
    }

    private static ServerState server(int adminBits) {
        return new ServerState(new ServerRef("be", "a"), Optional.empty(), 1, 2, adminBits, 1, 1, Optional.empty(), 0);
    }
}
