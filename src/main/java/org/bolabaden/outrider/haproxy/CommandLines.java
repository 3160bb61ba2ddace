package org.bolabaden.outrider.haproxy;

import java.util.ArrayList;
import java.util.List;

/** Packs commands into lines, and takes the replies apart again. Pure. */
final class CommandLines {
    // 3.2 refuses a line longer than 16,000 bytes and runs nothing of it.
    static final int LONGEST = 15_000;

    private CommandLines() {}

    /**
     * The commands in their order, in groups that each fit one line. What concerns one backend is broken over two lines
     * only where it does not fit one: an exclusive pool's {@code new ready; old maint} never is, short of 25 servers with
     * the longest of names.
     */
    static List<List<Command>> pack(List<Command> commands) {
        List<List<Command>> lines = new ArrayList<>();
        List<Command> line = new ArrayList<>();
        int length = 0;
        for (int i = 0; i < commands.size(); i++) {
            Command command = commands.get(i);
            int more = command.line().length() + 1;
            int run = begins(commands, i) ? run(commands, i) : more;
            if (!line.isEmpty()
                    && (length + more >= LONGEST
                            || (length + run >= LONGEST && run < LONGEST)
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

    private static boolean begins(List<Command> commands, int at) {
        return at == 0 || !backend(commands, at).equals(backend(commands, at - 1));
    }

    /** The length of all that concerns the backend of the command there, up to what concerns another. */
    private static int run(List<Command> commands, int from) {
        int length = 0;
        for (int i = from; i < commands.size() && backend(commands, i).equals(backend(commands, from)); i++) {
            length += commands.get(i).line().length() + 1;
        }
        return length;
    }

    private static String backend(List<Command> commands, int at) {
        return commands.get(at).server().backend();
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
