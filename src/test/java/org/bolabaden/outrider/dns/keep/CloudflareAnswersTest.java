package org.bolabaden.outrider.dns.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class CloudflareAnswersTest {
    private static final Secrets SECRETS = new Secrets("t0ken-of-the-zone", Optional.empty());

    private static String refusal(String body) {
        ZoneException refused = catchThrowableOfType(
                ZoneException.class,
                () -> CloudflareAnswers.judge(new Web.Reply(403, Optional.empty(), body), SECRETS));
        return String.valueOf(refused.getMessage());
    }

    @Test
    void aTokenThatIsRepeatedIsNotToldNorItsBeginningWhereTheMessageIsCut() {
        for (int before = 240; before < 300; before++) {
            assertThat(refusal("x".repeat(before) + SECRETS.token()))
                    .doesNotContain("t0ke")
                    .contains("…");
        }
    }

    @Test
    void aPageInsteadOfAnAnswerIsToldInOneLine() {
        assertThat(refusal("<html>\r\n<title>\u001b[31m502\u202e</title>\n"))
                .startsWith("Cloudflare: HTTP 403: <html> <title> [31m502 </title>");
    }
}
