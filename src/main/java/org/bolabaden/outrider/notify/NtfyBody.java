package org.bolabaden.outrider.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.Receiver.Ntfy;

/**
 * A message as ntfy takes it, published as JSON, where all of it may be UTF-8; headers may not. ntfy makes an attachment of a
 * message longer than 4,096 bytes.
 */
public final class NtfyBody {
    private static final int MOST_BYTES = 4_096;
    private static final int LONGEST_TITLE = 250;
    private static final int USUAL = 3;
    private static final int HIGH = 4;
    private static final int HIGHEST = 5;

    private NtfyBody() {}

    /**
     * The body.
     *
     * @param topic the topic's name
     */
    public static String of(Message message, Ntfy how, String topic) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("topic", topic)
                .put("title", Wording.shortened(Wording.title(message), LONGEST_TITLE))
                .put("message", text(message))
                .put("priority", priority(message, how));
        ArrayNode tags = body.putArray("tags");
        tags.add(tag(message.level()));
        how.tags().forEach(tags::add);
        return body.toString();
    }

    private static int priority(Message message, Ntfy how) {
        return switch (message.level()) {
            case INFO -> USUAL;
            case WARN -> how.priority().orElse(HIGH);
            case ERROR -> how.priority().orElse(HIGHEST);
        };
    }

    private static String tag(Event.Level level) {
        return switch (level) {
            case INFO -> "white_check_mark";
            case WARN -> "warning";
            case ERROR -> "rotating_light";
        };
    }

    /** The limit counts bytes, of which a character has four at the most. */
    private static String text(Message message) {
        List<String> lines = Stream.concat(Wording.remarks(message).stream(), Wording.lines(message).stream())
                .toList();
        int most = MOST_BYTES;
        String text = Wording.fitting(lines, most);
        while (text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            most = most * 9 / 10;
            text = Wording.fitting(lines, most);
        }
        return text;
    }
}
