package org.bolabaden.outrider.traefik;

import static org.bolabaden.outrider.traefik.Renderings.service;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.bolabaden.outrider.registry.CachePolicy;
import org.bolabaden.outrider.registry.UpstreamTls;
import org.junit.jupiter.api.Test;

class TemplateTest {
    @Test
    void show() {
        System.out.println(Renderings.on("node1.bolabaden.org").text());
        System.out.println(Renderings.on("node1.bolabaden.org")
                .entryPoints("web", "websecure", "le")
                .with(service("whoami.bolabaden.org")
                        .aliases("www.x.org", "y.org")
                        .cache(CachePolicy.Scope.STATIC, Duration.ofMinutes(10))
                        .tls(new UpstreamTls(Optional.of(Path.of("/ca{{.pem")), Optional.empty()))
                        .local(80)
                        .peer(81)
                        .edge("https://whoami.node2.bolabaden.org"))
                .with(service("a.org")
                        .check(new org.bolabaden.outrider.registry.Check.Tcp(Renderings.ServiceBuilder.schedule()))
                        .local(80)
                        .peer(81))
                .with(service("b.org").backend("::1", 80, false, 3))
                .text());
    }
}
