package org.bolabaden.outrider.cli.demo;

/**
 * A service of the demo.
 *
 * @param name in the registry
 * @param port where its backends listen, on every node that has one
 */
record DemoService(String name, int port) {
    static final DemoService SITE = new DemoService("demo.local", 8081);
    static final DemoService DOZZLE = new DemoService("dozzle.local", 8082);
    static final DemoService ECHO = new DemoService("echo", 8083);
}
