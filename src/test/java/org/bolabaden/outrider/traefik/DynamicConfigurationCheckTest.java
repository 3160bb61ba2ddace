package org.bolabaden.outrider.traefik;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bolabaden.outrider.registry.NodeSettings.Template;
import org.bolabaden.outrider.render.Candidate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DynamicConfigurationCheckTest {
    @TempDir
    Path directory;

    private static Stream<Cases.Case> cases() {
        return Cases.all().stream();
    }

    private Path output(String name) {
        return directory.resolve(name);
    }

    private Candidate candidate(String name, String text) {
        Template template = new Template("builtin:traefik-http", output(name), List.of(), List.of());
        return new Candidate(template, output("." + name + ".new"), text);
    }

    private List<String> problems(String text) {
        return new DynamicConfigurationCheck().problems(List.of(candidate("out.yaml", text)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void judgesAsTraefikDoes(Cases.Case given) {
        if (given.outcome() == Cases.Outcome.LOADS) {
            assertThat(problems(given.text())).isEmpty();
        } else {
            assertThat(problems(given.text()))
                    .isNotEmpty()
                    .allMatch(line -> line.matches("\\Q" + output("out.yaml") + "\\E:[0-9]+: .+"));
        }
    }

    @Test
    void aProblemNamesTheOutputAndTheLine() {
        assertThat(problems("http:\n  routers:\n    r:\n      rule: Host(`a`)\n      service: x\n"))
                .containsExactly(output("out.yaml") + ":5: router 'r': there is no service 'x'");
    }

    @Test
    void whatAFileBesideItDefinesCounts() throws IOException {
        Files.writeString(
                output("mine.yml"), "http:\n  services:\n    x: {loadBalancer: {servers: [{url: 'http://a'}]}}\n");

        assertThat(problems("http:\n  routers:\n    r: {rule: Host(`a`), service: x@file}\n"))
                .isEmpty();
    }

    @Test
    void whatTheOldOutputDefinedDoesNotCount() throws IOException {
        Files.writeString(
                output("out.yaml"), "http:\n  services:\n    x: {loadBalancer: {servers: [{url: 'http://a'}]}}\n");

        assertThat(problems("http:\n  routers:\n    r: {rule: Host(`a`), service: x}\n"))
                .hasSize(1);
    }

    @Test
    void candidatesReferToEachOther() {
        List<Candidate> both = List.of(
                candidate("a.yaml", "http:\n  routers:\n    r: {rule: Host(`a`), service: x}\n"),
                candidate("b.yaml", "http:\n  services:\n    x: {loadBalancer: {servers: [{url: 'http://a'}]}}\n"));

        assertThat(new DynamicConfigurationCheck().problems(both)).isEmpty();
    }

    @Test
    void aNameInTwoFilesIsAProblemBecauseTraefikTakesOneOfThem() throws IOException {
        Files.writeString(output("mine.yaml"), "http:\n  routers:\n    r: {rule: Host(`b`), service: noop@internal}\n");

        assertThat(problems("http:\n  routers:\n    r: {rule: Host(`a`), service: noop@internal}\n"))
                .containsExactly(output("out.yaml") + ":3: router 'r' is also at " + output("mine.yaml")
                        + ":3, and Traefik takes only one of them");
    }

    @Test
    void aFileBesideItThatCannotBeReadIsNoFaultOfTheCandidate() throws IOException {
        Files.writeString(output("mine.yaml"), "http: {{ fail }}\n");

        assertThat(problems("http:\n  routers:\n    r: {rule: Host(`a`), service: x}\n"))
                .isEmpty();
    }

    @Test
    void otherProvidersAreNotLookedInto() {
        assertThat(
                        problems(
                                "http:\n  routers:\n    r: {rule: Host(`a`), service: app@docker, middlewares: [auth@docker]}\n"))
                .isEmpty();
    }

    @Test
    void anAliasBombIsRefused() {
        StringBuilder bomb = new StringBuilder("x-a0: &a0 [a, a, a, a, a, a, a, a, a, a]\n");
        for (int i = 1; i < 10; i++) {
            bomb.append("x-a" + i + ": &a" + i + " [")
                    .append(("*a" + (i - 1) + ", ").repeat(10))
                    .append("a]\n");
        }

        assertThat(problems(bomb.toString())).singleElement().asString().contains("multiply");
    }

    @Test
    void whatIsNotTraefiksIsNotJudged() {
        Template template = new Template("builtin:haproxy-tcp", output("haproxy.cfg"), List.of(), List.of());

        assertThat(new DynamicConfigurationCheck()
                        .problems(List.of(new Candidate(template, output(".x"), "not YAML: ["))))
                .isEmpty();
    }

    @Test
    void whatAnotherHandDefinedIsKnownByName() {
        DynamicConfigurationCheck check = new DynamicConfigurationCheck();
        String before = """
                http:
                  routers:
                    site: {rule: Host(`a`), service: site}
                    blog: {rule: Host(`b`), service: site}
                  services:
                    site: {loadBalancer: {servers: [{url: 'http://a'}]}}
                  middlewares:
                    auth: {basicAuth: {users: [a]}}
                tls:
                  certificates: [{certFile: /c, keyFile: /k}]
                """;
        String after = "http:\n  routers:\n    site: {rule: Host(`a`), service: noop@internal}\n";

        assertThat(check.lost(before, after))
                .containsExactly("router 'blog'", "service 'site'", "middleware 'auth'", "tls certificates");
        assertThat(check.lost(after, before)).isEmpty();
        assertThat(check.lost("http: {{ .x }}\n", after)).containsExactly("what its Go templates ('{{') make");
        assertThat(check.lost("no: [yaml", after))
                .as("Traefik reads nothing there either")
                .isEmpty();
        assertThat(check.lost("# Rendered by Outrider from the registry\n" + before, after))
                .isEmpty();
    }
}
