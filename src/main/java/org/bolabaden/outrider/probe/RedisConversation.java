package org.bolabaden.outrider.probe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bolabaden.outrider.probe.FailureReason.Kind;
import org.bolabaden.outrider.probe.RedisReplies.MalformedException;
import org.bolabaden.outrider.probe.RedisReplies.Reply;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.secret.SecretFile;
import org.jspecify.annotations.Nullable;

/** Logs in if asked to, and asks {@code PING}, {@code ROLE} and {@code INFO replication} in one go. */
final class RedisConversation implements Conversation {
    private final Source source;
    private final RedisReplies replies = new RedisReplies();
    private final Queue<Question> asked = new ArrayDeque<>();

    private RedisConversation(Source source) {
        this.source = source;
    }

    /** What was asked, and so what the next answer is to. */
    private enum Question {
        AUTH,
        PING,
        ROLE,
        INFO
    }

    @Override
    public Turn connected(Instant now, Observed observed) {
        return source.introduction(now, asked);
    }

    @Override
    public Turn received(ByteBuffer bytes) {
        try {
            replies.feed(bytes);
            for (Optional<Reply> reply = replies.next(); reply.isPresent(); reply = replies.next()) {
                Question question = asked.poll();
                if (question == null) {
                    return new Turn.Failed(Kind.PROTOCOL);
                }
                Optional<String> wrong = judge(question, reply.get());
                if (wrong.isPresent()) {
                    return new Turn.Failed(Kind.REDIS, wrong.get());
                }
                if (asked.isEmpty()) {
                    return Turn.PASSED;
                }
            }
            return Turn.LISTEN;
        } catch (MalformedException e) {
            return new Turn.Failed(Kind.PROTOCOL);
        }
    }

    /** What is wrong with the answer; empty: nothing. */
    private Optional<String> judge(Question question, Reply reply) {
        if (reply instanceof Reply.Refusal refusal) {
            source.refused(question);
            return Optional.of(refusal.code());
        }
        return switch (question) {
            case AUTH -> Optional.empty();
            case PING ->
                reply instanceof Reply.Text text && text.value().equals("PONG")
                        ? Optional.empty()
                        : Optional.of("no_pong");
            case ROLE -> role(reply);
            case INFO -> lag(reply);
        };
    }

    /** {@code master, offset, [replicas]} or {@code slave, host, port, state, offset}. */
    private Optional<String> role(Reply reply) {
        List<String> words = reply instanceof Reply.Several several
                ? several.values().stream()
                        .map(value -> value instanceof Reply.Text text ? text.value() : "")
                        .toList()
                : List.of();
        String said = words.isEmpty() ? "" : words.getFirst();
        String expected = source.check.role().orElseThrow() == Check.Redis.Role.PRIMARY ? "master" : "slave";
        if (!said.equals(expected)) {
            return Optional.of(
                    switch (said) {
                        case "master" -> "is_primary";
                        case "slave" -> "is_replica";
                        case "sentinel" -> "is_sentinel";
                        default -> "no_role";
                    });
        }
        boolean linked = words.size() < 4 || words.get(3).equals("connected");
        return linked ? Optional.empty() : Optional.of("link_down");
    }

    private Optional<String> lag(Reply reply) {
        String info = reply instanceof Reply.Text text ? text.value() : "";
        if (info.contains("role:master")) {
            return Optional.empty();
        }
        Matcher seconds = Source.HEARD.matcher(info);
        if (!info.contains("master_link_status:up") || !seconds.find()) {
            return Optional.of("link_down");
        }
        Duration lag = Duration.ofSeconds(Long.parseLong(seconds.group(1)));
        return lag.compareTo(source.check.maxLag().orElseThrow()) > 0 ? Optional.of("lag") : Optional.empty();
    }

    /**
     * What is asked; has the password, which is read off the loop, and again after {@link #MEMORY} or a refusal.
     */
    static final class Source implements Conversation.Source {
        private static final Duration MEMORY = Duration.ofSeconds(10);
        private static final int LONGEST_PASSWORD = 4096;
        private static final Pattern HEARD = Pattern.compile("master_last_io_seconds_ago:([0-9]{1,9})");

        private final Check.Redis check;
        private final List<Question> questions;
        private volatile @Nullable Introduction prepared;

        /** The words of a check, as of then. */
        private record Introduction(Instant at, Turn words) {}

        Source(Check.Redis check) {
            this.check = check;
            List<Question> all = new ArrayList<>();
            check.login().ifPresent(login -> all.add(Question.AUTH));
            all.add(Question.PING);
            check.role().ifPresent(role -> all.add(Question.ROLE));
            check.maxLag().ifPresent(lag -> all.add(Question.INFO));
            this.questions = List.copyOf(all);
            if (check.login().isEmpty()) {
                prepared = new Introduction(Instant.MAX, words(Optional.empty()));
            }
        }

        @Override
        public Conversation begin() {
            return new RedisConversation(this);
        }

        private Turn introduction(Instant now, Queue<Question> asked) {
            Introduction known = prepared;
            if (known == null || now.minus(MEMORY).isAfter(known.at())) {
                return new Turn.Prepare(() -> prepared = new Introduction(now, withPassword()));
            }
            asked.addAll(questions);
            return known.words();
        }

        private void refused(Question question) {
            if (question == Question.AUTH) {
                prepared = null;
            }
        }

        private Turn withPassword() {
            Path file = check.login().orElseThrow().passwordFile();
            try {
                String password = SecretFile.read(file, LONGEST_PASSWORD)
                        .lines()
                        .findFirst()
                        .orElse("");
                return password.isEmpty() ? unreadable() : words(Optional.of(password));
            } catch (IOException e) {
                // The reason of the check that fails by it, so it is told where every failed check is.
                return unreadable();
            }
        }

        private static Turn unreadable() {
            return new Turn.Failed(Kind.REDIS, "password_unreadable");
        }

        private Turn words(Optional<String> password) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (Question question : questions) {
                switch (question) {
                    case AUTH -> {
                        List<String> command = new ArrayList<>(List.of("AUTH"));
                        check.login().orElseThrow().user().ifPresent(command::add);
                        command.add(password.orElseThrow());
                        command(all, command);
                    }
                    case PING -> command(all, List.of("PING"));
                    case ROLE -> command(all, List.of("ROLE"));
                    case INFO -> command(all, List.of("INFO", "replication"));
                }
            }
            return new Turn.Say(all.toByteArray());
        }

        private static void command(ByteArrayOutputStream out, List<String> words) {
            out.writeBytes(("*" + words.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
            for (String word : words) {
                byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
                out.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.writeBytes(bytes);
                out.writeBytes(new byte[] {'\r', '\n'});
            }
        }
    }
}
