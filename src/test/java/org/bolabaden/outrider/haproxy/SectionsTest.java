package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SectionsTest {
    private static final String RENDERED = """
            # Rendered by Outrider from the tcp services of the registry (builtin:haproxy-tcp).
            global
              stats socket /s
            defaults outrider:tcp
              mode tcp
            frontend fe:redis from outrider:tcp
              bind *:6379
            backend redis from outrider:tcp
              server a:1 10.0.0.1:1
            """;

    @Test
    void whatTheRenderingLacksIsNamedInTheOrderOfTheFile() {
        String before = """
                global
                  user haproxy
                defaults
                  mode http
                userlist admins
                listen  stats # for us
                bind :8404
                \tfrontend "web" from mine
                  use_backend mail
                #frontend commented
                backend redis
                backend mail
                  server backend 10.0.0.9:1
                """;

        assertThat(Sections.lost(before, RENDERED))
                .containsExactly("userlist admins", "listen stats", "frontend web", "backend mail");
    }

    @Test
    void aFileOfThePackageLosesNothing() {
        assertThat(Sections.lost("# Debian\nglobal\n  chroot /x\ndefaults\n  errorfile 400 /e\n", RENDERED))
                .isEmpty();
        assertThat(Sections.lost("", RENDERED)).isEmpty();
    }

    @Test
    void ofAFileThatWeWroteOnlyWhatSomebodyAddedIsLost() {
        String before = RENDERED.replace("redis", "gone")
                + "cache outrider-600\nfrontend outrider:edge\nbackend gone:local\nlisten stats\nfrontend web\n";

        assertThat(Sections.lost(before, RENDERED)).containsExactly("listen stats", "frontend web");
    }
}
