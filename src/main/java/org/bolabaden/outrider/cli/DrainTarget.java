package org.bolabaden.outrider.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code drain} and {@code undrain} are about. */
final class DrainTarget {
    @Parameters(
            arity = "1",
            paramLabel = "NODE|SERVICE|SERVICE/HOST:PORT",
            description = "What: all backends of a node or of a service, or one of them")
    private String name = "";

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "node, service or backend, for a name that could be more than one of them")
    private String kind = "";

    String name() {
        return name;
    }

    /** Where the HTTP interface has it. */
    String path() {
        return "/api/v1/drains/" + SidecarClient.encode(name)
                + (kind.isEmpty() ? "" : "?kind=" + SidecarClient.encode(kind));
    }
}
