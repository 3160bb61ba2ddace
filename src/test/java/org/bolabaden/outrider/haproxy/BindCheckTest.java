package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BindCheckTest {
    @TempDir
    Path directory;

    @Test
    void aPortThatAnotherProgramHoldsIsAProblemUnlessTheFileHasItAlready() throws Exception {
        Candidates candidates = new Candidates(directory);
        try (ServerSocket held = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String text = "frontend a\n  bind 127.0.0.1:" + held.getLocalPort() + "\n";

            assertThat(check().problems(List.of(candidates.builtin("a.cfg", text))))
                    .containsExactly(directory.resolve("a.cfg") + ": bind 127.0.0.1:" + held.getLocalPort()
                            + ": the port is held by another program; stop that, or give another port or address to"
                            + " bind");

            candidates.onDisk("a.cfg", text);
            assertThat(check().problems(List.of(candidates.builtin("a.cfg", text))))
                    .isEmpty();
        }
    }

    @Test
    void anAddressOfAnotherMachineIsAProblem() {
        Candidates candidates = new Candidates(directory);

        assertThat(check().problems(List.of(candidates.builtin(
                        "a.cfg", "listen a\n\tbind 192.0.2.77:8080,[2001:db8::77]:8080 ssl crt x\n"))))
                .hasSize(2)
                .allMatch(problem -> problem.contains("is no address of this machine"));
    }

    @Test
    void aBindOfTwoFilesOrOfOneTwiceIsAProblem() throws Exception {
        Candidates candidates = new Candidates(directory);
        int port = freePort();

        assertThat(check().problems(List.of(
                        candidates.builtin("a.cfg", "bind :" + port + "\nbind *:" + port + "\n"),
                        candidates.builtin("b.cfg", "bind 0.0.0.0:" + port + "\nbind 127.0.0.1:" + port + "\n"))))
                .hasSize(2)
                .anyMatch(
                        problem -> problem.contains("a.cfg: bind *:" + port + ": is bound twice, earlier in this file"))
                .anyMatch(problem -> problem.contains("b.cfg: bind *:" + port + ": is bound twice, also in "));
    }

    @Test
    void allThatIsBoundIsUnderstoodAndTheRestLeftAlone() {
        assertThat(BindAddress.parse("""
                        bind :80,*:81
                          bind ipv4@10.0.0.1:82-84 ssl crt 'a b'
                        bind [::]:85 v4v6
                        bind :::86
                        bind ipv6@:87
                        bind /run/x.sock,unix@/y,abns@z,fd@3
                        bind "$HOST:88"
                        bind quic4@:89
                        bind 10.9.9.9:90 transparent
                        bind-process 1
                        bind :0
                        """).stream().map(BindAddress::toString))
                .containsExactly(
                        "*:80", "*:81", "10.0.0.1:82", "10.0.0.1:83", "10.0.0.1:84", "[::]:85", "[::]:86", "[::]:87");
    }

    @Test
    void aWorkerInAnotherNetworkIsNoReasonToJudge() throws Exception {
        Candidates candidates = new Candidates(directory);
        String text = "bind 192.0.2.77:8080\n";

        assertThat(new BindCheck(() -> OptionalLong.of(ProcessHandle.current().pid()))
                        .problems(List.of(candidates.builtin("a.cfg", text))))
                .isEmpty();
        try (HaproxyProcess haproxy =
                HaproxyProcess.of(HaproxyVersion.V2_6).backend("a").start()) {
            assertThat(new BindCheck(() -> OptionalLong.of(haproxy.pid()))
                            .problems(List.of(candidates.builtin("a.cfg", text))))
                    .hasSize(1);
        }
    }

    @Test
    void haproxysOwnSocketsAreNoProblemAndLoseNoConnection() throws Exception {
        Candidates candidates = new Candidates(directory);
        AtomicBoolean over = new AtomicBoolean();
        try (ServerSocket backend = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
                HaproxyProcess haproxy = HaproxyProcess.of(HaproxyVersion.V2_6)
                        .frontend("in", "pool")
                        .backend("pool", "server a 127.0.0.1:" + backend.getLocalPort())
                        .start()) {
            Thread.ofVirtual().start(() -> answerAll(backend));
            CompletableFuture<Integer> load = CompletableFuture.supplyAsync(() -> askUntil(over, haproxy.port("in")));
            String text = "bind 127.0.0.1:" + haproxy.port("in") + "\n";

            for (int i = 0; i < 2_000; i++) {
                assertThat(check().problems(List.of(candidates.builtin("a.cfg", text))))
                        .isEmpty();
            }
            over.set(true);

            assertThat(load.join()).isGreaterThan(100);
        }
    }

    /** How many connections were answered; fails when one was not. */
    private static int askUntil(AtomicBoolean over, int port) {
        int answered = 0;
        while (!over.get() || answered < 101) {
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.setSoTimeout(5_000);
                if (client.getInputStream().read() != 'x') {
                    throw new AssertionError("a connection was not answered");
                }
                answered++;
            } catch (IOException lost) {
                throw new AssertionError("connection " + answered + " was lost", lost);
            }
        }
        return answered;
    }

    private static void answerAll(ServerSocket backend) {
        while (!backend.isClosed()) {
            try (Socket client = backend.accept()) {
                client.getOutputStream().write('x');
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }

    private static BindCheck check() {
        return new BindCheck(OptionalLong::empty);
    }
}
