package org.bolabaden.outrider.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which header has the token in it. */
class TokenTest {
    private final Token token = Token.of("  s3cret-of-this-node\n");

    @Test
    void theTokenIsTheTextOfTheFileWithoutWhiteSpaceAroundIt() {
        assertThat(token.isIn("Bearer s3cret-of-this-node")).isTrue();
        assertThat(token.isIn("bearer  s3cret-of-this-node ")).isTrue();
    }

    @Test
    void whatIsNearlyTheTokenIsNone() {
        for (String wrong : new String[] {
            null,
            "",
            "Bearer",
            "Bearer ",
            "s3cret-of-this-node",
            "Basic s3cret-of-this-node",
            "Bearer s3cret-of-this-nod",
            "Bearer s3cret-of-this-nodee",
            "Bearer S3cret-of-this-node",
            "Bearer s3cret-of-this-node\0"
        }) {
            assertThat(token.isIn(wrong)).as(String.valueOf(wrong)).isFalse();
        }
    }

    @Test
    void anEmptyFileLetsNobodyIn() {
        for (String header : new String[] {null, "", "Bearer", "Bearer ", "Bearer \t"}) {
            assertThat(Token.of(" \n").isIn(header)).as(String.valueOf(header)).isFalse();
        }
    }

    @Test
    void itIsNotShown() {
        assertThat(token.toString()).doesNotContain("s3cret");
    }
}
