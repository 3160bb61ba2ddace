package org.bolabaden.outrider.render;

import java.util.List;

/** Models with good defaults: tcp services of one server each. */
final class TestModels {
    private TestModels() {}

    /** A model of these services, each with a server of that weight. */
    static Model model(int weight, String... services) {
        return new Model(
                "1.0",
                "abc",
                "node1",
                new Model.Haproxy(true, "/run/s", "", ":80", ":443", "", "*", ""),
                new Model.Traefik("", "", "", false),
                List.of(),
                List.of(services).stream().map(name -> service(name, weight)).toList());
    }

    private static Model.Service service(String name, int weight) {
        Model.Server server = new Model.Server(
                "n1:80", "n1", "n1", false, false, 80, "n1", false, false, true, "ready", weight, 100, "", false, "",
                "test");
        return new Model.Service(
                name,
                List.of(),
                List.of(),
                6379,
                "roundrobin",
                null,
                "",
                false,
                false,
                new Model.Check("tcp", "", "", "", "", "", 2000, 500),
                new Model.Tls(""),
                List.of(server),
                new Model.Pool("peers", true, List.of(server)),
                null);
    }
}
