package org.bolabaden.outrider.haproxy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * HAProxy's runtime API: one connection an exchange, so that nothing is left over from the one before and a reloaded
 * worker is found by itself. Every exchange ends at its deadline, answered or not. Safe for use by several threads.
 */
public final class RuntimeSocket {
    /** Ample: a healthy HAProxy answers within a millisecond or two, one that does not is as good as gone. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(1);

    private final String address;
    private final Exchange exchange;

    /**
     * A socket with the default deadline; nothing is opened.
     *
     * @param address a path or {@code host:port}, also as {@code unix@/path}, {@code ipv4@host:port}
     * @throws IllegalArgumentException when it is neither
     */
    public RuntimeSocket(String address) {
        this(address, DEFAULT_DEADLINE);
    }

    /**
     * A socket; nothing is opened.
     *
     * @param address a path or {@code host:port}, also as {@code unix@/path}, {@code ipv4@host:port}
     * @param deadline for a whole exchange, from the connect to the last byte of the answer; at least 1 ms
     * @throws IllegalArgumentException when the address is neither
     */
    public RuntimeSocket(String address, Duration deadline) {
        RuntimeAddress target = new RuntimeAddress(address);
        this.address = target.toString();
        this.exchange = new SocketExchange("HAProxy's runtime socket", target, deadline, false);
    }

    /** A socket by that name whose lines go another way. */
    RuntimeSocket(String address, Exchange exchange) {
        this.address = address;
        this.exchange = exchange;
    }

    /**
     * Asks several questions of one worker on one connection.
     *
     * @param questions {@code show …} commands whose answers have no blank line inside
     * @return the answers, one for each question
     * @throws IOException when nobody answers in time, not to each question, or not to the end
     */
    public List<String> ask(String... questions) throws IOException {
        String answer = exchange.say(String.join(";", questions));
        List<String> answers = CommandLines.split(answer);
        // A worker that dies closes in the middle of an answer, and half a table would be taken for all there is.
        if (answers.size() != questions.length || !isWhole(answer)) {
            throw new UnreadableReplyException(
                    questions.length + " answers to '" + String.join(";", questions) + "'", answer);
        }
        return answers;
    }

    private static boolean isWhole(String answer) {
        return answer.endsWith("\n\n") || answer.equals("\n");
    }

    /** Sends the commands in their order, and returns what HAProxy said to each. */
    List<Reply> send(List<Command> commands) throws IOException {
        List<Reply> replies = new ArrayList<>(commands.size());
        for (List<Command> line : CommandLines.pack(commands)) {
            replies.addAll(sendLine(line));
        }
        return replies;
    }

    private List<Reply> sendLine(List<Command> line) throws IOException {
        String answer =
                exchange.say(String.join(";", line.stream().map(Command::line).toList()));
        if (line.size() == 1) {
            return List.of(line.getFirst().judge(answer));
        }
        List<String> texts = CommandLines.split(answer);
        List<Reply> replies = new ArrayList<>(line.size());
        if (texts.size() == line.size()) {
            for (int i = 0; i < line.size(); i++) {
                replies.add(line.get(i).judge(texts.get(i)));
            }
            return replies;
        }
        // Some error texts lack their blank line on 2.6, so nobody knows whose they are. Every command may be repeated.
        for (Command command : line) {
            replies.add(command.judge(exchange.say(command.line())));
        }
        return replies;
    }

    @Override
    public String toString() {
        return address;
    }
}
