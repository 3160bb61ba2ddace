package org.bolabaden.outrider.blackbox;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Visitors of a frontend: each request on a connection of its own. */
final class Client {
    private final int port;
    private final String host;

    Client(int port) {
        this(port, "test");
    }

    Client(int port, String host) {
        this.port = port;
        this.host = host;
    }

    /** The first line of the body, or the status line when it is not 200, or {@code failed: …}. */
    String ask() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 5_000);
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            if (!answer.startsWith("HTTP/1.1 200")) {
                return answer.isEmpty()
                        ? "failed: empty answer"
                        : answer.lines().findFirst().orElse("");
            }
            return answer.substring(answer.indexOf("\r\n\r\n") + 4).strip();
        } catch (IOException failed) {
            return "failed: " + failed.getMessage();
        }
    }

    /** Who answers that many requests. */
    Map<String, Integer> ask(int times) {
        Map<String, Integer> answers = new TreeMap<>();
        for (int i = 0; i < times; i++) {
            answers.merge(ask(), 1, Integer::sum);
        }
        return answers;
    }

    Set<String> answerers(int times) {
        return new TreeSet<>(ask(times).keySet());
    }

    /** A steady load from four threads, until it is closed. */
    Load load() {
        return new Load(4, 0);
    }

    /** A request after the other with a pause of so many milliseconds, until it is closed. */
    Load every(long pauseMillis) {
        return new Load(1, pauseMillis);
    }

    /** Requests, and what came of them. */
    final class Load implements AutoCloseable {
        private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
        private final Thread[] threads;
        private final long pauseMillis;
        private volatile boolean stopped;

        private Load(int visitors, long pauseMillis) {
            this.threads = new Thread[visitors];
            this.pauseMillis = pauseMillis;
            for (int i = 0; i < threads.length; i++) {
                threads[i] = Thread.ofPlatform().daemon().start(this::work);
            }
        }

        private void work() {
            while (!stopped) {
                answers.computeIfAbsent(ask(), answer -> new LongAdder()).increment();
                LockSupport.parkNanos(pauseMillis * 1_000_000);
            }
        }

        long requests() {
            return answers.values().stream().mapToLong(LongAdder::sum).sum();
        }

        /** Those that no backend answered, by what came instead. */
        Map<String, Long> failures(Set<String> backends) {
            Map<String, Long> failures = new TreeMap<>();
            answers.forEach((answer, count) -> {
                if (!backends.contains(answer)) {
                    failures.put(answer, count.sum());
                }
            });
            return failures;
        }

        @Override
        public void close() {
            stop();
        }

        /** Sends no more, and waits for what was sent. */
        void stop() {
            stopped = true;
            for (Thread thread : threads) {
                try {
                    thread.join(10_000);
                } catch (InterruptedException interrupted) {
                    throw new AssertionError(interrupted);
                }
            }
        }
    }
}
