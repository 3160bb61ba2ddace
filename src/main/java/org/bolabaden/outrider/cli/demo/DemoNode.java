package org.bolabaden.outrider.cli.demo;

import java.nio.file.Path;
import java.util.List;

/**
 * One of the demo's nodes.
 *
 * @param name what the registry calls it
 * @param address its loopback address
 * @param directory its configuration directory
 * @param services which of the demo's services run on it
 */
record DemoNode(String name, String address, Path directory, List<DemoService> services) {
    static final int EDGE_PORT = 8000;
    static final int API_PORT = 9180;
    static final int ECHO_PORT = 7000;

    String api() {
        return address + ":" + API_PORT;
    }

    Path socket() {
        return directory.resolve("haproxy.sock");
    }
}
