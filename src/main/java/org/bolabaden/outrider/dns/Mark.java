package org.bolabaden.outrider.dns;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose a record is, as its comment says: {@code outrider node=node1}, and {@code outrider node=node1 leaving} for one that
 * is about to be removed.
 *
 * @param node empty: it is none of ours
 * @param leaving nobody may count on it any more
 */
public record Mark(Optional<String> node, boolean leaving) {
    /** That of a record which somebody else made. */
    public static final Mark NONE = new Mark(Optional.empty(), false);

    private static final Pattern TEXT = Pattern.compile("outrider node=(\\S+)( leaving)?(?:\\s.*)?");

    /** The mark of a node's record. */
    public static Mark of(String node) {
        return new Mark(Optional.of(node), false);
    }

    /** Reads a comment; one that is no mark is {@link #NONE}. */
    public static Mark read(String comment) {
        Matcher matcher = TEXT.matcher(comment.strip());
        return matcher.matches() ? new Mark(Optional.of(matcher.group(1)), matcher.group(2) != null) : NONE;
    }

    /** The comment. */
    public String text() {
        return node.map(name -> "outrider node=" + name + (leaving ? " leaving" : ""))
                .orElse("");
    }

    /** The same, about to be removed or not. */
    public Mark leaving(boolean now) {
        return new Mark(node, now);
    }

    /** Whether it is that node's. */
    public boolean isOf(String someNode) {
        return node.filter(someNode::equals).isPresent();
    }
}
