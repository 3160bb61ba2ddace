package org.bolabaden.outrider.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A message as an incoming webhook of Slack takes it: at most 50 blocks, a header of 150 and sections of 3,000 characters.
 * We send a header and {@value #MOST_SECTIONS} sections at the most.
 */
public final class SlackBody {
    private static final int LONGEST_HEADER = 150;
    private static final int LONGEST_SECTION = 3_000;
    private static final int MOST_SECTIONS = 5;

    private SlackBody() {}

    /** The body; nobody is mentioned, whatever a name contains. */
    public static String of(Message message) {
        String title = Wording.title(message);
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("text", escaped(title));
        ArrayNode blocks = body.putArray("blocks");
        blocks.addObject()
                .put("type", "header")
                .putObject("text")
                .put("type", "plain_text")
                .put("text", Wording.shortened(title, LONGEST_HEADER));
        List<String> lines = Stream.concat(Wording.lines(message).stream(), Wording.remarks(message).stream())
                .map(line -> Wording.shortened(escaped(line), LONGEST_SECTION / 2))
                .toList();
        sections(lines)
                .forEach(text -> blocks.addObject()
                        .put("type", "section")
                        .putObject("text")
                        .put("type", "mrkdwn")
                        .put("text", text)
                        .put("verbatim", true));
        return body.toString();
    }

    private static List<String> sections(List<String> lines) {
        List<String> sections = new ArrayList<>();
        List<String> left = lines;
        while (!left.isEmpty()) {
            if (sections.size() == MOST_SECTIONS - 1) {
                sections.add(Wording.fitting(left, LONGEST_SECTION));
                return sections;
            }
            int taken = fit(left);
            sections.add(String.join("\n", left.subList(0, taken)));
            left = left.subList(taken, left.size());
        }
        return sections;
    }

    private static int fit(List<String> lines) {
        int used = 0;
        for (int i = 0; i < lines.size(); i++) {
            used += lines.get(i).length() + 1;
            if (used > LONGEST_SECTION) {
                return i;
            }
        }
        return lines.size();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
