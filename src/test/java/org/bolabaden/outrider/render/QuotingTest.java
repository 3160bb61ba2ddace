package org.bolabaden.outrider.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class QuotingTest {
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> codePoints = Arbitraries.integers()
                .between(0, Character.MAX_CODE_POINT)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .map(Character::toString);
        Arbitrary<String> syntax =
                Arbitraries.of("{{", "}}", "\"", "\\", "\n", "\\n", ": ", "#", "'", "%", "\u0085", "😀");
        return Arbitraries.oneOf(codePoints, syntax).list().ofMaxSize(20).map(parts -> String.join("", parts));
    }

    @Property(tries = 500)
    void yamlLoadsToTheSameText(@ForAll("texts") String text) {
        String quoted = Quoting.yaml(text);

        assertThat(new Load(LoadSettings.builder().build()).loadFromString(quoted))
                .isEqualTo(text);
        assertThat(quoted).matches("\"[ -z|~]*\"");
    }

    @Example
    void yamlWritesACharacterBeyondSixteenBitsAsOneEscape() {
        assertThat(Quoting.yaml("é😀{{")).isEqualTo("\"\\u00e9\\U0001f600\\u007b\\u007b\"");
    }

    @Example
    void halfACharacterIsRefused() {
        assertThatThrownBy(() -> Quoting.yaml("\ud83d")).isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void haproxyTakesEverythingInSingleQuotesButTheQuoteAndNoLineBreaks() {
        assertThat(Quoting.haproxy("a $b \"c\" #d \\e")).isEqualTo("'a $b \"c\" #d \\e'");
        assertThat(Quoting.haproxy("it's")).isEqualTo("'it'\\''s'");
        assertThatThrownBy(() -> Quoting.haproxy("a\nb")).isInstanceOf(IllegalArgumentException.class);
    }
}
