package org.bolabaden.outrider.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RendererTest {
    private static final Model MODEL = new Model(
            "1.0",
            "abc",
            "node1",
            new Model.Haproxy(true, "/run/s", "", ":80", ":443", "", "*", ""),
            new Model.Traefik("", "", "", false),
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

    private TemplateException fault(String template) throws IOException {
        Path file = Files.writeString(directory.resolve("t.tmpl"), template);
        return catchThrowableOfType(
                TemplateException.class, () -> new Renderer().render(file.toString(), TestModels.model(100, "redis")));
    }

    private Path file(String name, String source) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, source);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{s.nmae}| service has no property `nmae` in {s.nmae}; did you mean `name`?",
                "{#for v in s.servers}{v.wieght}{/for}| server has no property `wieght` in {v.wieght}; did you mean `weight`?",
                "{#if s.locla}x{/if}| service has no property `locla` in {s.locla}; did you mean `locals`?",
                "{s.first.shar(s)}| pool has no property `shar` in {s.first.shar(s)}; did you mean `share`?",
                "{s.frist.up}| service has no property `frist` in {s.frist.up}; did you mean `first`?",
                "{s.check.zzzzzz}| check has no property `zzzzzz` in {s.check.zzzzzz}; check has: body, host, "
                        + "intervalMillis, method, onlyStatus, path, status, suitsTraefik, timeoutMillis, type",
                "{s.name.ymal}| text has no property `ymal` in {s.name.ymal}; did you mean `yaml`?",
                "{s.servers.siez}| list has no property `siez` in {s.servers.siez}; did you mean `size`?",
                "{s.port.zzz}| number has no property `zzz` in {s.port.zzz}",
                "{s.cache.scope}| there is no `scope` in {s.cache.scope}, because what it is asked of is nothing here; "
                        + "ask for that first, with {#if …}",
                "{hapoxy.socket}| there is no `hapoxy` in {hapoxy.socket}; did you mean `haproxy`?",
                "{zzzzzz}| there is no `zzzzzz` in {zzzzzz}; there are: cacheTimes, haproxy, http, node, ownTls, registry, s, "
                        + "services, tcp, traefik, version",
                "{#for x in s}{/for}| `s` is a service, which a loop cannot go through; expected a list"
            })
    void whatDoesNotExistIsToldInTheWordsOfTheAuthor(String mistake, String words) throws IOException {
        String line = "  " + mistake.strip();

        TemplateException fault = fault("{#for s in tcp}\n" + line + "\n{/for}");

        assertThat(fault.getMessage())
                .matches(Pattern.quote(directory.resolve("t.tmpl") + ":2:") + "[0-9]+: .*")
                .endsWith(": " + words.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{node.charAt(99)}",
                "{tcp.get(9).name}",
                "{tcp.get(node)}",
                "{#if node > 3}{/if}",
                "{#for s in tcp}{s.name.substring(99)}{/for}",
                "{#eval 3.x /}",
                "{#include /}",
                "{nothing:here}",
                "{#foo}{/foo}",
                "{@java.util.List x}{x}"
            })
    void noMessageNamesAClassOfJava(String mistake) throws IOException {
        assertThat(fault(mistake))
                .hasMessageStartingWith(directory.resolve("t.tmpl") + ":")
                .message()
                .doesNotContainPattern("org\\.bolabaden|io\\.quarkus|java\\.lang|Exception|@[0-9a-f]{6}|: null$");
    }

    @Test
    void aTemplateIncludesFilesBesideAndBelowIt() throws Exception {
        file("head.tmpl", "# of {node}\n");
        file("parts/server.tmpl", "server {name}{v.httpBind ?: ':80'}{#include end /}");
        file("parts/end.tmpl", "{#insert more /};\n");
        file("plain", "{#fragment id=one}1{/fragment}{#fragment id=two}2{/fragment}");

        assertThat(render("""
                {#include head /}
                {#include parts/server v=traefik name='y'}{#more}, and more{/more}{/include}
                {#let name='x'}
                {#include parts/server.tmpl v=haproxy /}
                {/let}
                {#include plain$two /}{#include plain /}""")).isEqualTo("""
                # of node1
                server y:80, and more;

                server x:80;
                212""");
    }

    @Test
    void whatAnIncludedFileLacksIsToldWithItsOwnPlace() throws IOException {
        Path included = file("parts/server.tmpl", "x\ny {s.nmae}");

        assertThat(fault("{#for s in tcp}{#include parts/server /}{/for}"))
                .hasMessageStartingWith(included + ":2:3: service has no property `nmae`");

        file("parts/server.tmpl", "x\n{#if node}");
        assertThat(fault("{#include parts/server /}")).hasMessageStartingWith(included + ":2:");
    }

    @Test
    void anIncludedFileThatIsMissingIsNamed() throws IOException {
        assertThat(fault("a\n{#include other /}"))
                .hasMessageStartingWith(directory.resolve("t.tmpl") + ":2:")
                .hasMessageEndingWith("'other' cannot be included: no such file, expected " + directory.resolve("other")
                        + " or " + directory.resolve("other.tmpl"));
        assertThat(fault("{#include _id='other' /}")).hasMessageContaining("'other' cannot be included");
    }

    @Test
    void nothingOutsideOfItsDirectoryIsIncluded() throws IOException {
        file("secret", "secret");
        Files.createDirectories(directory.resolve("own"));
        Files.createSymbolicLink(directory.resolve("own/link"), directory.resolve("secret"));

        for (String name : List.of("../secret", directory.resolve("secret").toString(), "x/../../secret", "link")) {
            for (String tag : List.of(
                    "{#include " + name + " /}", "{#include '" + name + "' /}", "{#include _id='" + name + "' /}")) {
                Path template = file("own/t.tmpl", tag);
                assertThatThrownBy(() -> new Renderer().render(template.toString(), MODEL))
                        .as(tag)
                        .isInstanceOf(TemplateException.class)
                        .hasMessageStartingWith(template + ":")
                        .hasMessageContaining("'" + name + "' cannot be included");
            }
        }
    }

    @Test
    void theFilesThatATemplateIncludesAreKnownMissingOnesToo() throws Exception {
        file("head.tmpl", "{#include parts/a /}");
        file("parts/a.tmpl", "");
        Path template = file("t.tmpl", "{#include head.tmpl /}{#include missing /}");
        Renderer renderer = new Renderer();

        assertThatThrownBy(() -> renderer.render(template.toString(), MODEL)).isInstanceOf(TemplateException.class);
        assertThat(renderer.included(template.toString()))
                .contains(
                        directory.resolve("head.tmpl"),
                        directory.resolve("missing"),
                        directory.resolve("missing.tmpl"));

        file("missing.tmpl", "");
        renderer.render(template.toString(), MODEL);
        assertThat(renderer.included(template.toString()))
                .contains(
                        directory.resolve("head.tmpl"),
                        directory.resolve("parts/a.tmpl"),
                        directory.resolve("missing.tmpl"));
    }

    @Test
    void aMistakeInAnIncludedFileWithParametersIsNotLost() throws IOException {
        Path included = file("parts/server.tmpl", "server {v.name}{#include end /}");
        file("parts/end.tmpl", "{#insert more /};\n");

        assertThat(fault("{#let v=haproxy name='x'}\n{#include parts/server v=traefik name='y'}{/include}\n{/let}"))
                .hasMessageStartingWith(included + ":1:8: traefik has no property `name`");
    }

    @ParameterizedTest
    @ValueSource(strings = {"haproxy-tcp", "haproxy-http", "traefik-http"})
    void whatABuiltInTemplateRenderedIsKnownByItsFirstLine(String name) throws TemplateException {
        String text = new Renderer().render(Renderer.BUILTIN + name, MODEL);

        assertThat(OutputCheck.isOurs(text)).isTrue();
    }
}
