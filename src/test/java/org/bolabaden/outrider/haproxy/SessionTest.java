package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SessionTest {
    private static final String V2_6 =
            "0x555d3a516410: proto=tcpv4 src=127.0.0.1:50636 fe=in be=redis srv=a:1 ts=00 epoch=0 age=0s calls=2 rate=0 cpu=0"
                    + " lat=0 rq[f=848000h,i=0,an=00h,rx=30s,wx=,ax=] rp[f=80048202h,i=0,an=00h,rx=30s,wx=,ax=]"
                    + " scf=[8,0h,fd=14] scb=[8,1h,fd=17] exp=0s rc=0 c_exp=\n";
    private static final String V3_2 =
            "0x7f63f9022800: proto=tcpv4 src=127.0.0.1:45694 fe=in2 be=other srv=a:1 ts=00 epoch=0 age=0s calls=2 rate=0 cpu=0"
                    + " lat=0 rq[f=848101h,i=0,an=00h,ax=] rp[f=80048101h,i=0,an=00h,ax=] scf=[8,0h,fd=22,rex=30s,wex=]"
                    + " scb=[5,1h,fd=23,rex=30s,wex=] exp=0s rc=0 c_exp=\n";
    private static final String QUESTION =
            "0x7f63f9022c00: proto=unix_stream src=unix:2 fe=GLOBAL be=<NONE> srv=<none> ts=00 epoch=0 age=0s calls=1 rate=0"
                    + " cpu=0 lat=0 rq[f=10848100h,i=0,an=00h,ax=] rp[f=80008000h,i=0,an=00h,ax=] scf=[8,0h,fd=24,rex=10s,wex=]"
                    + " scb=[8,1h,fd=-1,rex=,wex=] exp=10s rc=0 c_exp=\n";

    @Test
    void whoGoesToAServerIsFoundWithItsServer() {
        assertThat(Session.parse(V2_6 + QUESTION + V3_2 + "\n"))
                .containsExactly(
                        new Session("0x555d3a516410", new ServerRef("redis", "a:1")),
                        new Session("0x7f63f9022800", new ServerRef("other", "a:1")));
    }

    @Test
    void aSessionWhoseWayToTheServerIsClosedIsNoneAnyMore() {
        assertThat(Session.parse(V3_2.replace("scb=[5,", "scb=[10,"))).isEmpty();
    }

    @Test
    void whatIsNoSessionIsLeftOut() {
        assertThat(Session.parse("Can't find the target PID matching the prefix '@!99999'\n"))
                .isEmpty();
        assertThat(Session.parse(V2_6.replace("0x555d3a516410", "0x55;quit"))).isEmpty();
        assertThat(Session.parse(V2_6.replace("srv=a:1", "srv=a;b"))).isEmpty();
        assertThat(Session.parse(V2_6.substring(2))).isEmpty();
        assertThat(Session.parse("")).isEmpty();
    }
}
