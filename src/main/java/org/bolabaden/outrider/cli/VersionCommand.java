package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code outrider version}. */
@Command(name = "version", description = "Prints the version and what it runs on.")
final class VersionCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    @Override
    public void run() {
        Terminal.of(spec)
                .out()
                .println(
                        json
                                ? JsonNodeFactory.instance
                                        .objectNode()
                                        .put("version", version())
                                        .put("runtime", runtime())
                                : text());
    }

    static String text() {
        return "outrider " + version() + " (" + runtime() + ")";
    }

    private static String runtime() {
        boolean isNative = System.getProperty("org.graalvm.nativeimage.imagecode") != null;
        return isNative ? "native" : "JVM " + Runtime.version().feature();
    }

    /** The version that the build wrote down. */
    static String version() {
        try (InputStream in = VersionCommand.class.getResourceAsStream("/outrider-version.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException unreadable) {
            return "unknown";
        }
    }

    /** For {@code --version}. */
    static final class Provider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {text()};
        }
    }
}
