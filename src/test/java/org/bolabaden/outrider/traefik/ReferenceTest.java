package org.bolabaden.outrider.traefik;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Our shapes against Traefik's own reference and the schema that editors use, where they lie beside the checkout. */
class ReferenceTest {
    private static final Pattern KEY = Pattern.compile("^( *(?:- )?)([A-Za-z0-9]+):(.*)$");

    private static List<String> lines;
    private static Schema schema;

    @BeforeAll
    static void load() throws IOException {
        Path data = Stream.of("../shared/data", "../../shared/data")
                .map(Path::of)
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(null);
        Assumptions.assumeTrue(data != null, "the reference data is not beside the checkout");
        lines = Files.readAllLines(data.resolve("traefik-v3.6.24-dynamic-reference.yaml"));
        schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                .getSchema(Files.readString(data.resolve("traefik-v3-file-provider.schema.json")));
    }

    private static List<String> ours(List<String> text) {
        Findings findings = new Findings(Path.of("reference.yaml"));
        ValueReader.read(String.join("\n", text), findings).ifPresent(root -> ShapeCheck.check(root, findings));
        return findings.lines();
    }

    private static boolean theirs(List<String> text) {
        return schema.validate(String.join("\n", text), InputFormat.YAML).isEmpty();
    }

    @Test
    void theReferenceItselfFits() {
        assertThat(ours(lines)).isEmpty();
    }

    @Test
    void everyKeyOfTheReferenceIsMissedWhenItIsMisspelt() {
        for (int i = 0; i < lines.size(); i++) {
            Matcher key = KEY.matcher(lines.get(i));
            // Names that users give may be any.
            if (key.matches() && !key.group(2).matches(".*[0-9]+")) {
                List<String> mutated = changed(i, key.group(1) + key.group(2) + "x:" + key.group(3));
                assertThat(ours(mutated))
                        .as("line %d: %s", i + 1, mutated.get(i))
                        .isNotEmpty();
            }
        }
    }

    @Test
    void aWrongTypeOfAnyKeyOfTheReferenceIsRefused() {
        Map<Integer, String> accepted = new TreeMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            // What a plugin takes is its own business.
            boolean plugin = lines.subList(Math.max(0, i - 2), i).toString().contains("PluginConf");
            if (plugin || !line.matches(" +(- )?[A-Za-z0-9]+: (42|true|42s|foobar)")) {
                continue;
            }
            String value = line.substring(line.lastIndexOf(' ') + 1);
            List<String> mutated = changed(i, line.substring(0, line.length() - value.length()) + "{a: b}");
            if (ours(mutated).isEmpty()
                    || (!value.equals("foobar")
                            && ours(changed(i, line.replaceAll(value + "$", "word")))
                                    .isEmpty())) {
                accepted.put(i + 1, line);
            }
        }
        assertThat(accepted).isEmpty();
    }

    @Test
    void theSchemaThatEditorsUseAgrees() {
        List<String> good = List.of("http:", "  routers:", "    r: {rule: 'Host(`a`)', service: s, priority: 3}");
        List<String> unknown = List.of("http:", "  routers:", "    r: {rule: 'Host(`a`)', service: s, prio: 3}");
        List<String> wrong = List.of("http:", "  routers:", "    r: {rule: 'Host(`a`)', service: s, priority: high}");

        assertThat(theirs(good)).isTrue();
        assertThat(ours(good)).isEmpty();
        assertThat(theirs(unknown)).isFalse();
        assertThat(ours(unknown)).hasSize(1);
        assertThat(theirs(wrong)).isFalse();
        assertThat(ours(wrong)).hasSize(1);
    }

    @Test
    void whatTheTemplateMakesFitsTheSchemaToo() {
        String text = Renderings.on("node1.example.org")
                .entryPoints("web", "websecure", "le")
                .with(Renderings.service("app.example.org").local(80).peer(81).edge("https://app.node2.example.org"))
                .text();

        assertThat(schema.validate(text, InputFormat.YAML)).isEmpty();
    }

    private static List<String> changed(int index, String line) {
        List<String> copy = new java.util.ArrayList<>(lines);
        copy.set(index, line);
        return copy;
    }
}
