package org.bolabaden.outrider.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A template that takes all it can get is stopped while it is rendered; the tests have 1 GiB of heap. */
class RunawayTemplatesTest {
    private static final RenderLimits SHORT = new RenderLimits(16 << 20, Duration.ofMillis(300));

    @TempDir
    Path directory;

    private Path template(String source) throws IOException {
        return Files.writeString(directory.resolve("t.tmpl"), source);
    }

    private TemplateException fault(RenderLimits limits, String source) throws IOException {
        Path template = template(source);
        return catchThrowableOfType(
                TemplateException.class,
                () -> new Renderer(limits).render(template.toString(), TestModels.model(100, "redis")));
    }

    @Test
    void aTextThatGrowsBeyondItsLimitIsRefusedWithItsPlaceAndTheLimit() throws IOException {
        TemplateException fault = fault(RenderLimits.DEFAULT, "x\n{#for a in 100000}{#for b in 100000}{b}{/for}{/for}");

        assertThat(fault)
                .hasMessageStartingWith(directory.resolve("t.tmpl") + ":2:")
                .hasMessageContaining("the rendered text exceeds 16 MiB, the most it may have");
        assertThat(fault.runaway()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{#for a in 100000}{#for b in 100000}{/for}{/for}",
                "{#for a in 2000000000}{/for}",
                "{#for a in 100000}{#for b in 100000}{#if a == 0}{b}{/if}{/for}{/for}",
                "{#for a in 100000}{#each 100000}{#let c=it}{/let}{/each}{/for}",
                "{#for a in 1000000}{#for b in 1000000}{#eval '' /}{/for}{/for}"
            })
    void aLoopWithoutOutputIsStoppedByTheClock(String source) throws IOException {
        TemplateException fault = fault(SHORT, source);

        assertThat(fault)
                .hasMessageStartingWith(directory.resolve("t.tmpl") + ":1:")
                .hasMessageContaining("rendering takes longer than 0.3 s, the most it may");
        assertThat(fault.runaway()).isTrue();
    }

    @Test
    void loopsBesideEachOtherCountTogether() throws IOException {
        RenderLimits limits = new RenderLimits(1000, Duration.ofSeconds(10));

        assertThat(fault(limits, "{#for a in 600}x{/for}{#for a in 600}y{/for}"))
                .hasMessageContaining("exceeds 1000 bytes");
        assertThat(fault(limits, "{#for a in 2}{#if a == 1}{#for b in 600}x{/for}{/if}{#for b in 300}y{/for}{/for}"))
                .hasMessageContaining("exceeds 1000 bytes");
        assertThat(fault(limits, "ä".repeat(501))).hasMessageContaining("exceeds 1000 bytes");
        assertThat(fault(limits, "ä".repeat(500))).isNull();
        assertThat(fault(limits, "{#for a in 2}{#for b in 50}{#for c in 10}x{/for}{/for}{/for}"))
                .isNull();
    }

    @Test
    void aTemplateThatIncludesItselfIsRefused() throws IOException {
        TemplateException fault = fault(RenderLimits.DEFAULT, "{#include t /}");

        assertThat(fault)
                .hasMessageStartingWith(directory.resolve("t.tmpl") + ":1:")
                .hasMessageContaining("include each other more than 32 levels deep");
    }

    @Test
    void inclusionsThatMultiplyAreStopped() throws IOException {
        for (int level = 0; level < 30; level++) {
            String next = "{#include l" + (level + 1) + " /}";
            Files.writeString(directory.resolve("l" + level + ".tmpl"), next + next + next);
        }
        Files.writeString(directory.resolve("l30.tmpl"), "");

        assertThat(fault(SHORT, "{#include l0 /}")).hasMessageContaining("rendering takes longer than 0.3 s");
    }

    @Test
    void aTextThatNeedsMoreMemoryThanThereIsIsRefused() throws IOException {
        TemplateException fault = fault(RenderLimits.DEFAULT, "{#for s in tcp}{s.name.repeat(2147483000)}{/for}");

        assertThat(fault).hasMessageContaining("needs more memory than there is");
        assertThat(fault.runaway()).isTrue();
    }

    @Test
    void aDeviceIsNoTemplate() {
        TemplateException fault = catchThrowableOfType(
                TemplateException.class, () -> new Renderer().render("/dev/zero", TestModels.model(100, "redis")));

        assertThat(fault).hasMessage("/dev/zero: exceeds 16 MiB, expected a template");
    }

    @Test
    void aLoopTellsWhereItIs() throws Exception {
        Path template = template(
                "{#for x in 3}{x}:{x_count}{x_index}{x_indexParity}{x_isOdd}{x_even}{x_hasNext}"
                        + "{x_isFirst}{x_isLast} {/for}{#each tcp}{it.name}{it_count}{/each}{#for n in http}x{#else}none{/for}");

        assertThat(new Renderer().render(template.toString(), TestModels.model(100, "redis", "mail")))
                .isEqualTo("1:10oddtruefalsetruetruefalse 2:21evenfalsetruetruefalsefalse "
                        + "3:32oddtruefalsefalsefalsetrue redis1mail2none");
    }
}
