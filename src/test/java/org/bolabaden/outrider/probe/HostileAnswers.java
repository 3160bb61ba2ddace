package org.bolabaden.outrider.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bolabaden.outrider.hostile.DnsGrammar;
import org.bolabaden.outrider.hostile.Grammar;
import org.bolabaden.outrider.hostile.Hostile;
import org.bolabaden.outrider.hostile.HttpGrammar;
import org.bolabaden.outrider.hostile.LinesGrammar;
import org.bolabaden.outrider.hostile.Pieces;
import org.bolabaden.outrider.hostile.Reading;
import org.bolabaden.outrider.hostile.RespGrammar;
import org.bolabaden.outrider.hostile.Target;
import org.bolabaden.outrider.process.Commands;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.tls.PemFiles;

/** What backends answer to their checks: each check as the registry's reader makes it, its answers cut as a network would. */
public final class HostileAnswers {
    private static final String CHECKS = """
            version: 1
            http:
              http1: {check: {type: http, path: /up, expect: {body: ok, headers: {x-node: "~^node"}}}, backends: [{host: 127.0.0.1, port: 1}]}
              plain: {check: {type: http, path: /up}, backends: [{host: 127.0.0.1, port: 1}]}
              whole: {check: {type: http, path: /up, follow_redirects: true, expect: {body_regex: "(o|ok)+", json: {/a/b: ok, /0: x}}}, backends: [{host: 127.0.0.1, port: 1}]}
              http2: {check: {type: http, path: /up, http_version: "2", expect: {body: ok}}, backends: [{host: 127.0.0.1, port: 1}]}
            tcp:
              text: {port: 1001, check: {type: tcp, send: 'HELO\\r\\n', expect: '220 ok'}, backends: [{host: 127.0.0.1, port: 1}]}
              expression: {port: 1002, check: {type: tcp, expect: '~^(2+0|a*)*b'}, backends: [{host: 127.0.0.1, port: 1}]}
              redis: {port: 1003, check: {type: redis, role: replica, max_lag: 5s, password_file: %s}, backends: [{host: 127.0.0.1, port: 1}]}
              udp: {port: 1004, check: {type: dns, query: example.org., record: TXT, answer: ok}, backends: [{host: 127.0.0.1, port: 1}]}
              dns: {port: 1005, check: {type: dns, query: example.org., record: A, answer: 10.0.0.1, transport: tcp}, backends: [{host: 127.0.0.1, port: 1}]}
              pointer: {port: 1006, check: {type: dns, query: example.org., record: CNAME, answer: a.example.org}, backends: [{host: 127.0.0.1, port: 1}]}
              grpc: {port: 1007, check: {type: grpc, grpc_service: a.B}, backends: [{host: 127.0.0.1, port: 1}]}
            """;
    private static final int MOST_CONNECTIONS = 16;

    private final Map<String, Conversation.Source> sources;

    private HostileAnswers(Map<String, Conversation.Source> sources) {
        this.sources = sources;
    }

    /**
     * All of them.
     *
     * @param scratch where files may be written
     */
    public static List<Target> targets(Path scratch) throws Exception {
        Path directory = Files.createDirectories(scratch.resolve("probe"));
        HostileAnswers answers = new HostileAnswers(sources(directory));
        return List.of(
                answers.target("http1", new HttpGrammar()),
                answers.target("plain", new HttpGrammar()),
                answers.target("whole", new HttpGrammar()),
                answers.target("http2", new HostileFrames(false)),
                answers.target("grpc", new HostileFrames(true)),
                answers.target("text", new LinesGrammar(0, " ")),
                answers.target("expression", new LinesGrammar(0, " ")),
                answers.target("redis", new RespGrammar()).keepingSecret(),
                answers.target("udp", new DnsGrammar(false)),
                answers.target("dns", new DnsGrammar(true)),
                answers.target("pointer", new DnsGrammar(false)),
                Target.answering("probe-exec", HostileAnswers::command).by(new LinesGrammar(0, " ")),
                Target.refusing("probe-pem", PemFiles.UnreadableException.class, input -> pem(directory, input))
                        .keepingSecret(),
                Target.answering("probe-routes", HostileAnswers::routes).by(new LinesGrammar(1, "\t")));
    }

    private static Map<String, Conversation.Source> sources(Path directory) throws Exception {
        Path password = Files.writeString(directory.resolve("password"), Hostile.SECRET + "\n");
        Files.writeString(directory.resolve("services.yaml"), CHECKS.formatted(password));
        ConfigurationDirectory files = new ConfigurationDirectory(directory, Map.of());
        Registry registry = files.registry(files.settings());
        ProbeSettings settings =
                new ProbeSettings(16, "outrider/test", () -> null, name -> false, new NodeName("here"));
        Map<String, Conversation.Source> sources = new java.util.HashMap<>();
        registry.backends()
                .forEach(backend -> sources.put(
                        backend.id().service().value(),
                        Objects.requireNonNull(CheckPlan.of(backend, settings).conversations)));
        return sources;
    }

    private Target target(String service, Grammar grammar) {
        Conversation.Source source = Objects.requireNonNull(sources.get(service));
        return Target.answering("probe-" + service, input -> talk(source, input, 0))
                .by(grammar);
    }

    private static Reading talk(Conversation.Source source, byte[] input, int connections) {
        if (connections > MOST_CONNECTIONS) {
            throw new IllegalStateException("it is sent from place to place without end");
        }
        Conversation conversation = source.begin();
        Turn turn = conversation.connected(Instant.EPOCH, Observed.NOTHING);
        if (turn instanceof Turn.Prepare prepare) {
            prepare.work().run();
            turn = conversation.connected(Instant.EPOCH, Observed.NOTHING);
        }
        byte[] answer = turn instanceof Turn.Say said ? numbered(source, said, input) : input;
        for (ByteBuffer piece : Pieces.of(answer)) {
            turn = conversation.received(piece);
            if (!(turn instanceof Turn.Listen || turn instanceof Turn.Say)) {
                break;
            }
        }
        if (turn instanceof Turn.Listen || turn instanceof Turn.Say) {
            turn = conversation.endOfStream();
        }
        conversation.status();
        return switch (turn) {
            case Turn.Passed passed -> Reading.taken();
            case Turn.Failed failed -> Reading.refused(List.of(failed.reason().toString()));
            case Turn.Reconnect again -> talk(again.next(), input, connections + 1);
            case Turn.Listen listen -> Reading.of(false);
            case Turn.Say say -> Reading.of(false);
            case Turn.Prepare prepare -> throw new IllegalStateException("prepared twice");
        };
    }

    /** With the number of the question, which no foreign answer would guess, in most answers. */
    private static byte[] numbered(Conversation.Source source, Turn.Say said, byte[] input) {
        if (!(source instanceof DnsConversation.Source) || input.length < 4 || Arrays.hashCode(input) % 8 == 0) {
            return input;
        }
        ByteBuffer question = ByteBuffer.allocate(said.length());
        said.writeTo(question);
        // Over TCP a question begins with its length, which is less than 256.
        int at = question.get(0) == 0 && (question.get(1) & 0xff) == said.length() - 2 ? 2 : 0;
        byte[] answer = input.clone();
        answer[at] = question.get(at);
        answer[at + 1] = question.get(at + 1);
        return answer;
    }

    private static Reading command(byte[] input) {
        Commands.Result ended = new Commands.Result.Ended(input.length % 3, new String(input, StandardCharsets.UTF_8));
        return Reading.of(ExternalCommand.judge(ended).isEmpty()).telling(ExternalCommand.said(ended));
    }

    private static Reading pem(Path directory, byte[] input) throws IOException {
        Path file = Files.write(directory.resolve("some.pem"), input);
        PemFiles.authorities(file);
        return Reading.taken();
    }

    private static Reading routes(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        boolean any = !DefaultRoutes.ofIpv4(text.lines(), true).isEmpty();
        return Reading.of(any | !DefaultRoutes.ofIpv6(text.lines()).isEmpty());
    }
}
