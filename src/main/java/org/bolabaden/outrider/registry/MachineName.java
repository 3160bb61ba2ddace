package org.bolabaden.outrider.registry;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine's host name. */
final class MachineName {
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

    private MachineName() {}

    /** From the kernel, because the JDK's way may ask a name server and wait for it; {@code localhost} as a last resort. */
    static NodeName read() {
        String name = fromKernel();
        return new NodeName(HostName.isValid(name) ? name : "localhost");
    }

    private static String fromKernel() {
        try {
            return Files.readString(KERNEL).strip();
        } catch (IOException notLinux) {
            return fromResolver();
        }
    }

    private static String fromResolver() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException unknown) {
            return "localhost";
        }
    }
}
