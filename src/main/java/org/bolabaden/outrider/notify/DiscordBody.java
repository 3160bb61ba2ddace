package org.bolabaden.outrider.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A message as a webhook of Discord takes it: at most 2,000 characters of content, and ten embeds with titles of 256 and
 * descriptions of 4,096 characters, 6,000 in all. We send three embeds at the most: what is bad, what is over, remarks.
 */
public final class DiscordBody {
    private static final int LONGEST_CONTENT = 2_000;
    private static final int BAD_ROOM = 3_600;
    private static final int OVER_ROOM = 1_600;
    private static final int REMARKS_ROOM = 400;
    private static final int RED = 0xD83C3E;
    private static final int AMBER = 0xF0B232;
    private static final int GREEN = 0x23A55A;
    private static final int GREY = 0x80848E;

    private DiscordBody() {}

    /** The body; nobody is mentioned, whatever a name contains. */
    public static String of(Message message) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("username", "Outrider")
                .put("content", Wording.shortened("**" + escaped(Wording.title(message)) + "**", LONGEST_CONTENT));
        body.putObject("allowed_mentions").putArray("parse");
        ArrayNode embeds = body.putArray("embeds");
        List<String> lines = Wording.lines(message);
        List<String> bad = new ArrayList<>();
        List<String> over = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            boolean trouble =
                    !message.test() && Message.isTrouble(message.items().get(i).kind());
            (trouble ? bad : over).add(escaped(lines.get(i)));
        }
        add(embeds, bad, BAD_ROOM, colour(message));
        add(embeds, over, OVER_ROOM, GREEN);
        add(embeds, Wording.remarks(message), REMARKS_ROOM, GREY);
        return body.toString();
    }

    private static int colour(Message message) {
        return switch (message.level()) {
            case ERROR -> RED;
            case WARN -> AMBER;
            case INFO -> GREY;
        };
    }

    private static void add(ArrayNode embeds, List<String> lines, int room, int colour) {
        if (!lines.isEmpty()) {
            embeds.addObject().put("description", Wording.fitting(lines, room)).put("color", colour);
        }
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        Stream.of(text.split("", -1))
                .forEach(c -> out.append("*_~`|>\\#[]".contains(c) && !c.isEmpty() ? "\\" + c : c));
        return out.toString();
    }
}
