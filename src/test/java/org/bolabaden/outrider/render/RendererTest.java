package org.bolabaden.outrider.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RendererTest {
    private static final Model MODEL = new Model(
            "1.0",
            "abc",
            "node1",
            new Model.Haproxy(true, "/run/s", "", ":80", ":443", "", "*"),
            new Model.Traefik("", "", ""),
            List.of(),
            List.of());

    @TempDir
    Path directory;

    private String render(String template) throws IOException, TemplateException {
        return new Renderer()
                .render(Files.writeString(directory.resolve("t.tmpl"), template).toString(), MODEL);
    }

    @Test
    void aUsersTemplateSeesTheModel() throws Exception {
        assertThat(render("node {node}\n{#if haproxy.socket}socket {haproxy.socket}\n{/if}{#for s in tcp}x{/for}end"))
                .isEqualTo("node node1\nsocket /run/s\nend");
    }

    @Test
    void whatHaproxyWritesInBracesIsLeftAlone() throws Exception {
        assertThat(render("use_backend x if { ssl_fc } %[req.hdr(host)] %{+Q}r"))
                .isEqualTo("use_backend x if { ssl_fc } %[req.hdr(host)] %{+Q}r");
    }

    @Test
    void aNameThatDoesNotExistIsAnErrorWithItsPlace() {
        assertThatThrownBy(() -> render("a\nb {haproxy.sockt}\n"))
                .isInstanceOf(TemplateException.class)
                .hasMessageStartingWith(directory.resolve("t.tmpl") + ":2:3: ")
                .hasMessageContaining("sockt");
    }

    @Test
    void aSectionThatIsNotClosedIsAnErrorWithItsPlace() {
        assertThatThrownBy(() -> render("a\n{#if node}\nb"))
                .isInstanceOf(TemplateException.class)
                .hasMessageStartingWith(directory.resolve("t.tmpl") + ":3:2: ")
                .hasMessageContaining("if");
    }

    @ParameterizedTest
    @ValueSource(strings = {"haproxy-tcp", "haproxy-http", "traefik-http"})
    void whatABuiltInTemplateRenderedIsKnownByItsFirstLine(String name) throws TemplateException {
        String text = new Renderer().render(Renderer.BUILTIN + name, MODEL);

        assertThat(OutputCheck.isOurs(text)).isTrue();
    }
}
