package org.bolabaden.outrider.probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Engines that could have been ours: the same checks of the same backends, with nothing of Outrider around them. Uses the
 * JDK alone, so that it makes a native executable as well.
 *
 * <pre>java Rivals threads|client http|tcp COUNT PORT INTERVAL_MS WARM_UP_S WINDOW_S</pre>
 *
 * {@code threads}: a virtual thread a check, blocking sockets, the request as bytes. {@code client}: java.net.http, a new
 * connection a check. Prints checks, failures, and the processor time in nanoseconds of the window.
 */
public final class Rivals {
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    /** One check; throws when it fails. */
    private interface Checker {
        void check(InetAddress address, int port) throws IOException, InterruptedException;
    }

    private Rivals() {}

    public static void main(String... arguments) throws Exception {
        Checker checker =
                switch (arguments[0] + " " + arguments[1]) {
                    case "threads http" -> Rivals::http;
                    case "threads tcp" -> Rivals::tcp;
                    case "client http" -> client();
                    default -> throw new IllegalArgumentException(arguments[0] + " " + arguments[1]);
                };
        int count = Integer.parseInt(arguments[2]);
        int port = Integer.parseInt(arguments[3]);
        long interval = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(arguments[4]));
        AtomicLong passed = new AtomicLong();
        AtomicLong failed = new AtomicLong();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        for (int i = 0; i < count; i++) {
            InetAddress address = InetAddress.getByAddress(
                    new byte[] {127, (byte) (1 + i / 62_500), (byte) (i / 250 % 250), (byte) (1 + i % 250)});
            Runnable check = () -> {
                try {
                    checker.check(address, port);
                    passed.incrementAndGet();
                } catch (IOException | InterruptedException failure) {
                    failed.incrementAndGet();
                }
            };
            clock.scheduleAtFixedRate(
                    () -> Thread.startVirtualThread(check), interval * i / count, interval, TimeUnit.NANOSECONDS);
        }
        Thread.sleep(Duration.ofSeconds(Integer.parseInt(arguments[5])));
        long checks = passed.get();
        long cpu = cpuNanos();
        Thread.sleep(Duration.ofSeconds(Integer.parseInt(arguments[6])));
        System.out.println((passed.get() - checks) + " " + failed.get() + " " + (cpuNanos() - cpu) + " " + rssKib());
        clock.shutdownNow();
        System.exit(0);
    }

    private static Socket connect(InetAddress address, int port) throws IOException {
        Socket socket = new Socket();
        socket.setSoLinger(true, 0);
        socket.setSoTimeout((int) TIMEOUT.toMillis());
        socket.connect(new InetSocketAddress(address, port), (int) TIMEOUT.toMillis());
        return socket;
    }

    private static void tcp(InetAddress address, int port) throws IOException {
        connect(address, port).close();
    }

    private static void http(InetAddress address, int port) throws IOException {
        try (Socket socket = connect(address, port)) {
            String request = "GET / HTTP/1.1\r\nHost: " + address.getHostAddress() + ":" + port
                    + "\r\nUser-Agent: outrider/bench\r\nAccept: */*\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            byte[] answer = new byte[4096];
            int read = in.read(answer);
            String head = new String(answer, 0, Math.max(read, 0), StandardCharsets.ISO_8859_1);
            if (!head.startsWith("HTTP/1.1 200") || !head.contains("\r\n\r\n")) {
                throw new IOException("no complete answer");
            }
        }
    }

    private static Checker client() {
        System.setProperty("jdk.httpclient.keepalive.timeout", "0");
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "connection");
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(TIMEOUT)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        return (address, port) -> {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://" + address.getHostAddress() + ":" + port + "/"))
                    .timeout(TIMEOUT)
                    .header("Connection", "close")
                    .build();
            if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
                throw new IOException("another status");
            }
        };
    }

    /** Of all threads, ended ones too, in the kernel's steps of 10 ms: enough for thousands of checks. */
    private static long cpuNanos() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000_000;
    }

    private static long rssKib() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        }
    }
}
