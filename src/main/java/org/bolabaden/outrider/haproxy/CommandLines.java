package org.bolabaden.outrider.haproxy;

import java.util.ArrayList;
import java.util.List;

/** Packs commands into lines, and takes the replies apart again. Pure. */
final class CommandLines {
    // 3.2 refuses a line longer than 16,000 bytes and runs nothing of it.
    static final int LONGEST = 15_000;

    private CommandLines() {}

    /** The commands in their order, in groups that each fit one line. */
    static List<List<Command>> pack(List<Command> commands) {
        List<List<Command>> lines = new ArrayList<>();
        List<Command> line = new ArrayList<>();
        int length = 0;
        for (Command command : commands) {
            int more = command.line().length() + 1;
            if (!line.isEmpty()
                    && (length + more >= LONGEST
                            || command.alone()
                            || line.getLast().alone())) {
                lines.add(List.copyOf(line));
                line.clear();
                length = 0;
            }
            line.add(command);
            length += more;
        }
        if (!line.isEmpty()) {
            lines.add(List.copyOf(line));
        }
        return lines;
    }

    /** The replies of one line: each is ended by a blank line; the last one's may be missing. */
    static List<String> split(String answer) {
        List<String> replies = new ArrayList<>();
        int start = 0;
        int at = 0;
        while (at < answer.length()) {
            int end = answer.indexOf('\n', at);
            if (end < 0) {
                break;
            }
            if (end == at) {
                replies.add(answer.substring(start, end));
                start = end + 1;
            }
            at = end + 1;
        }
        if (start < answer.length()) {
            replies.add(answer.substring(start));
        }
        return replies;
    }
}
