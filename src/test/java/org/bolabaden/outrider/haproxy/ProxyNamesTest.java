package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ProxyNamesTest {
    @Test
    void sectionsAreFoundWithTheirKind() {
        ProxyNames names = ProxyNames.defined("""
                global
                  stats socket /run/s
                defaults outrider:tcp
                  mode tcp
                # frontend commented
                frontend fe:redis-main from outrider:tcp
                  bind :6379
                \tbackend   redis-main from outrider:tcp # the primary
                  server backend 127.0.0.1:1
                listen both
                  bind :81
                """);

        assertThat(names.frontends()).isEqualTo(Set.of("fe:redis-main", "both"));
        assertThat(names.backends()).isEqualTo(Set.of("redis-main", "both"));
    }

    @Test
    void whatHaproxyMayLeaveOutIsNotExpected() {
        ProxyNames names = ProxyNames.defined("""
                .if feature(OPENSSL)
                frontend tls
                .endif
                listen off
                  disabled
                backend on
                peers mine
                  disabled
                backend "${NAME}"
                """);

        assertThat(names.frontends()).isEmpty();
        assertThat(names.backends()).isEqualTo(Set.of("on"));
    }

    @Test
    void aWorkersTableTellsWhatItRuns() throws Exception {
        ProxyNames running = ProxyNames.running("""
                # pxname,svname,type,
                in,FRONTEND,0,
                redis-main,BACKEND,1,
                """);

        assertThat(ProxyNames.defined("frontend in\nbackend redis-main\n").without(running))
                .isEmpty();
        assertThat(ProxyNames.defined("frontend redis-main\nbackend b\nbackend a\n")
                        .without(running))
                .containsExactly("frontend redis-main", "backend a", "backend b");
    }
}
