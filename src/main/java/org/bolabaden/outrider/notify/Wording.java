package org.bolabaden.outrider.notify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bolabaden.outrider.observe.Visible;

/** A message in words: a title, and a line for each thing that there is to tell. */
final class Wording {
    private static final int LONGEST_REASON = 300;

    private Wording() {}

    /** One line that stands for all. */
    static String title(Message message) {
        if (message.test()) {
            return message.node() + ": test message";
        }
        if (message.items().size() == 1) {
            Item only = message.items().getFirst();
            return message.node() + ": " + subject(only) + words(only);
        }
        String counts = Stream.of(
                        counted(message, Item.Kind.BAD, "problem", "problems"),
                        counted(message, Item.Kind.NEWS, "event", "events"),
                        counted(message, Item.Kind.STILL, "still bad", "still bad"),
                        counted(message, Item.Kind.OVER, "over", "over"),
                        counted(message, Item.Kind.BRIEF, "brief", "brief"))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
        return message.node() + ": " + (counts.isEmpty() ? "events were missed" : counts);
    }

    private static String counted(Message message, Item.Kind kind, String one, String many) {
        long count = message.count(kind);
        return count == 0 ? "" : count + " " + (count == 1 ? one : many);
    }

    /** What each item says, in the order of the message. */
    static List<String> lines(Message message) {
        return message.test()
                ? List.of("This is a test by 'outrider notify --test'. Nothing is wrong.")
                : message.items().stream().map(Wording::line).toList();
    }

    /** What is to be said besides: what is open, and what is lacking. */
    static List<String> remarks(Message message) {
        List<String> remarks = new ArrayList<>();
        long said = message.items().stream()
                .filter(item -> item.kind() == Item.Kind.BAD || item.kind() == Item.Kind.STILL)
                .count();
        if (message.open() > said) {
            remarks.add(message.open() - said + " more told before " + (message.open() - said == 1 ? "is" : "are")
                    + " not over");
        }
        message.heldBack()
                .ifPresent(late -> remarks.add(
                        "held back for " + duration(late) + ", by the limit or because nobody could be reached"));
        if (message.missed() > 0) {
            remarks.add(message.missed() + " more events came than could be kept; the event log has them");
        }
        return remarks;
    }

    private static String line(Item item) {
        return sign(item) + " " + subject(item) + words(item) + reason(item);
    }

    private static String sign(Item item) {
        return switch (item.kind()) {
            case BAD, STILL -> "✖";
            case NEWS -> "•";
            case OVER -> "✔";
            case BRIEF -> "↺";
        };
    }

    private static String subject(Item item) {
        String who = Stream.concat(item.service().stream(), item.backend().stream())
                .map(Wording::oneLine)
                .collect(Collectors.joining(" "));
        return who.isEmpty() ? "" : who + ": ";
    }

    private static String words(Item item) {
        String what = item.event().replace('_', ' ');
        String lasted = item.lasted().map(Wording::duration).orElse("");
        String said =
                switch (item.kind()) {
                    case BAD, NEWS -> what;
                    case STILL -> "still " + what;
                    case OVER -> what + " is over, after " + lasted;
                    case BRIEF -> what + " for " + lasted + ", over before it was told";
                };
        return item.times() > 1 ? said + " (" + item.times() + " times)" : said;
    }

    private static String reason(Item item) {
        String reason = shortened(oneLine(item.reason()), LONGEST_REASON);
        return reason.isEmpty() ? "" : ": " + reason;
    }

    private static String oneLine(String text) {
        return Visible.line(text, Integer.MAX_VALUE);
    }

    /** The text, or its beginning and an ellipsis, in so many UTF-16 units at the most. */
    static String shortened(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = most - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 1) {
            return String.format(Locale.ROOT, "%.1f s", Math.max(0, duration.toMillis()) / 1e3);
        }
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 7_200) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " d";
    }

    /** As many of the lines as fit, in UTF-16 units with a line's end each, and how many more there are. */
    static String fitting(List<String> lines, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String more = "… and " + (lines.size() - i) + " more";
            String line = shortened(lines.get(i), Math.max(1, most / 2));
            boolean last = i == lines.size() - 1;
            int room = most - text.length() - (last ? 0 : more.length() + 1);
            if (line.length() > room) {
                return text.append(more).toString();
            }
            text.append(line).append(last ? "" : "\n");
        }
        return text.toString();
    }
}
