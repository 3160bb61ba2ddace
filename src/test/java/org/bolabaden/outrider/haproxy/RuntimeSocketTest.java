package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bolabaden.outrider.haproxy.Command.AddServer;
import org.bolabaden.outrider.haproxy.Command.DeleteServer;
import org.bolabaden.outrider.haproxy.Command.EnableHealth;
import org.bolabaden.outrider.haproxy.Command.HealthUp;
import org.bolabaden.outrider.haproxy.Command.SetAddress;
import org.bolabaden.outrider.haproxy.Command.SetFullWeight;
import org.bolabaden.outrider.haproxy.Command.SetState;
import org.bolabaden.outrider.haproxy.Command.SetWeight;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.registry.Weight;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeSocketTest {
    private static final ServerRef A = new ServerRef("pool", "a:1");
    private static final ServerRef NEW = new ServerRef("pool", "::1:5");
    private static final ServerRef NOBODY = new ServerRef("pool", "nobody");
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("::1");

    @ParameterizedTest
    @EnumSource
    void everyCommandIsUnderstoodAndEveryReplyBelongsToItsCommand(HaproxyVersion version) throws Exception {
        try (HaproxyProcess haproxy = HaproxyProcess.of(version)
                .backend("pool", "server a:1 127.0.0.1:1 check inter 10s")
                .backend("fixed", "balance source", "server a 127.0.0.1:1")
                .start()) {
            List<Command> commands = List.of(
                    new SetState(A, Admin.DRAIN),
                    new SetState(NOBODY, Admin.READY),
                    new SetState(A, Admin.READY),
                    new SetWeight(A, new Weight(256)),
                    new SetWeight(new ServerRef("fixed", "a"), new Weight(9)),
                    new SetFullWeight(new ServerRef("fixed", "a"), false),
                    new SetAddress(A, InetAddress.ofLiteral("127.0.0.7"), 7),
                    new HealthUp(A),
                    new AddServer(NEW, LOOPBACK, 5, new Weight(10), true),
                    new AddServer(NEW, LOOPBACK, 5, new Weight(10), true),
                    new AddServer(new ServerRef("fixed", "b"), LOOPBACK, 5, new Weight(10), false),
                    new EnableHealth(NEW),
                    new DeleteServer(A),
                    new DeleteServer(NEW),
                    new SetState(new ServerRef("nowhere", "a"), Admin.MAINT));

            List<Reply> replies = haproxy.runtime().send(commands);

            assertThat(replies.stream().map(reply -> reply instanceof Reply.Accepted))
                    .containsExactly(
                            true, false, true, true, false, true, true, true, true, false, false, true, false, true,
                            false);
            assertThat(replies.get(4).text()).contains("static LB algorithm");
            assertThat(replies.get(12).text()).contains("maintenance mode");
            assertThat(replies.get(14).text()).isEqualTo("No such backend.");
        }
    }

    @Test
    void oneThatAcceptsAndNeverAnswersIsGivenUpAtTheDeadline() throws Exception {
        try (ServerSocket silent = listen()) {
            RuntimeSocket socket = socketAt(silent, 150);

            assertThatThrownBy(() -> socket.ask("show info"))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageContaining("did not answer within 150 ms");
        }
    }

    @Test
    void oneThatDribblesIsGivenUpAtTheDeadlineToo() throws Exception {
        try (ServerSocket server = listen()) {
            Thread dribble = Thread.startVirtualThread(() -> answer(server, out -> {
                while (true) {
                    out.write('x');
                    out.flush();
                }
            }));
            RuntimeSocket socket = socketAt(server, 150);

            assertThatThrownBy(() -> socket.ask("show info")).isInstanceOf(IOException.class);
            dribble.join();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "HTTP/1.1 400 Bad Request\r\n\r\n", "\0\1\2\n\n\n\n", "Pid: x\n\n"})
    void garbageIsAnErrorThatQuotesIt(String garbage) throws Exception {
        try (ServerSocket server = listen()) {
            Thread.startVirtualThread(() -> answer(server, out -> out.write(garbage.getBytes(StandardCharsets.UTF_8))));
            RuntimeSocket socket = socketAt(server, 1_000);

            assertThatThrownBy(() -> ActualState.read(socket)).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1\n# be_id\n2 pool", "1\n# be_id\n2 pool\n", "1\n# be_id\n2 pool\n\nPid: 7\n"})
    void anAnswerThatBreaksOffIsNotTakenForAllThereIs(String half) throws Exception {
        try (ServerSocket server = listen()) {
            Thread.startVirtualThread(() -> answer(server, out -> out.write(half.getBytes(StandardCharsets.UTF_8))));
            RuntimeSocket socket = socketAt(server, 1_000);
            String[] questions = half.contains("Pid")
                    ? new String[] {"show servers state", "show info"}
                    : new String[] {"show servers state"};

            assertThatThrownBy(() -> socket.ask(questions)).isInstanceOf(UnreadableReplyException.class);
        }
    }

    @Test
    void nothingIsLeftOpenHoweverItEnds() throws Exception {
        try (ServerSocket silent = listen()) {
            RuntimeSocket hanging = socketAt(silent, 5);
            RuntimeSocket absent = new RuntimeSocket("/nonexistent/haproxy.sock");
            fail(hanging);
            fail(absent);
            long before = descriptors();

            for (int i = 0; i < 20; i++) {
                fail(hanging);
                fail(absent);
            }

            // The sockets that the silent server never accepted are the kernel's, not ours.
            assertThat(descriptors()).isLessThan(before + 10);
        }
    }

    @Test
    void linesStayBelowWhatHaproxyTakes() {
        List<Command> many = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            many.add(new SetState(new ServerRef("pool", "node" + i + ".example.org:80"), Admin.MAINT));
        }

        List<List<Command>> lines = CommandLines.pack(many);

        assertThat(lines.stream().flatMap(List::stream)).containsExactlyElementsOf(many);
        assertThat(lines)
                .hasSizeBetween(2, 6)
                .allSatisfy(line -> assertThat(String.join(
                                ";", line.stream().map(Command::line).toList()))
                        .hasSizeLessThan(15_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/run/haproxy/admin.sock",
                "unix@/run/haproxy.sock",
                "127.0.0.1:9999",
                "ipv4@127.0.0.1:9999",
                "ipv6@[::1]:9999",
                "haproxy:9999"
            })
    void theSpellingsOfHaproxyAreUnderstood(String address) {
        assertThat(new RuntimeSocket(address)).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "admin.sock", "127.0.0.1", "host:99999", "host:0", "a b:1", "unix@"})
    void otherSpellingsAreRefused(String address) {
        assertThatThrownBy(() -> new RuntimeSocket(address)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a;b", "a b", "a\nb", "", "a/b"})
    void aNameThatCouldBeACommandIsRefused(String name) {
        assertThatThrownBy(() -> new ServerRef("pool", name)).isInstanceOf(IllegalArgumentException.class);
    }

    private interface Talk {
        void to(OutputStream out) throws IOException;
    }

    private static void answer(ServerSocket server, Talk talk) {
        try (Socket socket = server.accept()) {
            talk.to(socket.getOutputStream());
        } catch (IOException closedByTheOther) {
            // What is being tested.
        }
    }

    private static void fail(RuntimeSocket socket) {
        assertThatThrownBy(() -> socket.ask("show info")).isInstanceOf(IOException.class);
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static RuntimeSocket socketAt(ServerSocket server, long deadlineMillis) {
        return new RuntimeSocket("127.0.0.1:" + server.getLocalPort(), Duration.ofMillis(deadlineMillis));
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
