package org.bolabaden.outrider.notify;

import java.util.List;
import java.util.stream.Stream;

/**
 * A message as mail.
 *
 * @param subject one line
 * @param body plain text
 */
public record MailText(String subject, String body) {
    private static final int LONGEST_SUBJECT = 200;
    private static final int LONGEST_BODY = 100_000;

    /** The mail of a message. */
    public static MailText of(Message message) {
        List<String> lines = Stream.concat(Wording.lines(message).stream(), Wording.remarks(message).stream())
                .toList();
        return new MailText(
                "[outrider] " + Wording.shortened(Wording.title(message), LONGEST_SUBJECT),
                Wording.fitting(lines, LONGEST_BODY).replace("\n", "\r\n") + "\r\n");
    }
}
