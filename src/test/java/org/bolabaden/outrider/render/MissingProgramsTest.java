package org.bolabaden.outrider.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.bolabaden.outrider.registry.NodeSettings.Template;
import org.junit.jupiter.api.Test;

class MissingProgramsTest {
    private static final String PATH = "/nowhere:/usr/bin:/bin";

    @Test
    void aProgramThatIsNotHereIsNamedWithItsKeyAndOutput() {
        assertThat(missing(List.of("true"), List.of("reloaddd", "haproxy")))
                .singleElement()
                .asString()
                .contains("reload program", "/etc/proxy.cfg", "'reloaddd'", "templates[].reload");
        assertThat(missing(List.of("/bin/nobody"), List.of()))
                .singleElement()
                .asString()
                .contains("validate program", "'/bin/nobody'");
    }

    @Test
    void programsAreFoundOnThePathAndByTheirOwn() {
        assertThat(missing(List.of("true"), List.of("/bin/sh", "-c", "exit"))).isEmpty();
        assertThat(missing(List.of(), List.of())).isEmpty();
    }

    private static List<String> missing(List<String> validate, List<String> reload) {
        return MissingPrograms.of(
                List.of(new Template("builtin:haproxy-tcp", Path.of("/etc/proxy.cfg"), validate, reload)), PATH);
    }
}
