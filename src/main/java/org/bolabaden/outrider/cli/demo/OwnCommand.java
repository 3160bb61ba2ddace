package org.bolabaden.outrider.cli.demo;

import java.util.ArrayList;
import java.util.List;

/** How this very program is started again with other arguments: the executable, or java with the same options. */
final class OwnCommand {
    private OwnCommand() {}

    static List<String> with(String... arguments) {
        ProcessHandle.Info self = ProcessHandle.current().info();
        List<String> command = new ArrayList<>();
        command.add(self.command().orElseThrow());
        boolean isNative = System.getProperty("org.graalvm.nativeimage.imagecode") != null;
        if (!isNative) {
            List<String> given = List.of(self.arguments().orElse(new String[0]));
            int jar = given.indexOf("-jar");
            if (jar < 0) {
                throw new IllegalStateException("started without -jar: use ./outrider demo");
            }
            command.addAll(given.subList(0, jar + 2));
        }
        command.addAll(List.of(arguments));
        return command;
    }
}
