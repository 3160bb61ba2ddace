package org.bolabaden.outrider.acceptance;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.naming.NamingException;
import javax.naming.directory.Attributes;
import javax.naming.directory.InitialDirContext;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * The public, as a program of its own on a host of its own: asks for the sites of bolabaden.org and writes to its Redis, at a
 * steady pace whatever comes back, and says on standard output what became of each request, as {@link Visit} reads it.
 *
 * <p>It does what a browser does and no more: takes the addresses that the DNS names, tries the next one when a connection
 * cannot be made, and once connected takes what it gets. Nothing that was sent is sent twice.
 */
final class Visitors {
    /** What is asked for, in turns: plain and over TLS, what two nodes have and what one node has. */
    private static final List<String> ASKED = List.of(
            "http://bolabaden.org",
            "https://bolabaden.org",
            "http://dozzle.bolabaden.org",
            "https://dozzle.bolabaden.org");

    private static final long EVERY_MILLIS = 20;
    private static final long WRITE_EVERY_MILLIS = 50;
    private static final long LOOKED_UP_EVERY_MILLIS = 5_000;
    private static final int CONNECT_MILLIS = 1_000;
    // A visitor's patience with a page.
    private static final int ANSWER_MILLIS = 10_000;

    private final AtomicReference<List<String>> addresses = new AtomicReference<>(List.of());
    private final String dns;
    private final SSLSocketFactory tls;
    private final PrintStream out;

    private Visitors(String dns, SSLSocketFactory tls, PrintStream out) {
        this.dns = dns;
        this.tls = tls;
        this.out = out;
    }

    /**
     * Runs until it is killed.
     *
     * @param arguments the name server, and the file with the root that is trusted
     */
    public static void main(String... arguments) throws Exception {
        Visitors all = new Visitors(arguments[0], trusting(arguments[1]), System.out);
        all.lookUp();
        Thread.ofVirtual().start(all::keepLookingUp);
        Thread.ofVirtual().start(all::keepWriting);
        all.keepAsking();
    }

    private static SSLSocketFactory trusting(String root) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = new FileInputStream(root)) {
            trusted.setCertificateEntry(
                    "root", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    private void keepAsking() throws InterruptedException {
        long next = System.nanoTime();
        for (long number = 0; ; number++) {
            String url = ASKED.get((int) (number % ASKED.size()));
            Thread.ofVirtual().start(() -> ask(url));
            next += EVERY_MILLIS * 1_000_000;
            Thread.sleep(Math.max(0, (next - System.nanoTime()) / 1_000_000));
        }
    }

    private void keepLookingUp() {
        while (true) {
            try {
                Thread.sleep(LOOKED_UP_EVERY_MILLIS);
                lookUp();
            } catch (NamingException keepsTheLastAnswer) {
                // As a resolver does within an answer's time to live.
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private void lookUp() throws NamingException {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
        environment.put("java.naming.provider.url", "dns://" + dns);
        InitialDirContext context = new InitialDirContext(environment);
        try {
            Attributes found = context.getAttributes("bolabaden.org", new String[] {"A"});
            List<String> all = new ArrayList<>();
            found.get("A").getAll().asIterator().forEachRemaining(one -> all.add(one.toString()));
            addresses.set(List.copyOf(all));
        } finally {
            context.close();
        }
    }

    private List<String> inSomeOrder() {
        List<String> order = new ArrayList<>(addresses.get());
        Collections.shuffle(order);
        return order;
    }

    private void ask(String url) {
        String scheme = url.substring(0, url.indexOf(':'));
        String host = url.substring(url.lastIndexOf('/') + 1);
        long began = System.currentTimeMillis();
        int refused = 0;
        for (String address : inSomeOrder()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, scheme.equals("https") ? 443 : 80), CONNECT_MILLIS);
                socket.setSoTimeout(ANSWER_MILLIS);
                told(began, url, address, refused, answer(socket, scheme, host));
                return;
            } catch (IOException notConnected) {
                refused++;
            }
        }
        told(began, url, "nobody", refused, "no_connection");
    }

    /** What came back once connected: status and who served, or how it ended without. */
    private String answer(Socket connected, String scheme, String host) {
        try (Socket socket = scheme.equals("https") ? secured(connected, host) : connected) {
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!answer.startsWith("HTTP/1.1 ")) {
                return "cut";
            }
            String body = answer.substring(answer.indexOf("\r\n\r\n") + 4).strip();
            return answer.substring(9, 12) + (body.startsWith("served by ") ? ":" + body.substring(10) : "");
        } catch (IOException cut) {
            return "cut:" + cut.getClass().getSimpleName();
        }
    }

    private Socket secured(Socket connected, String host) throws IOException {
        SSLSocket secured = (SSLSocket) tls.createSocket(connected, host, 443, true);
        var parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    /** One client of Redis that keeps its connection, and asks the next node when it is cut. */
    private void keepWriting() {
        long number = 0;
        while (true) {
            for (String address : inSomeOrder()) {
                number = writeThrough(address, number);
            }
        }
    }

    private long writeThrough(String address, long first) {
        long number = first;
        long began = System.currentTimeMillis();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, Node.REDIS_FRONT), CONNECT_MILLIS);
            socket.setSoTimeout(CONNECT_MILLIS);
            socket.setTcpNoDelay(true);
            while (true) {
                number++;
                began = System.currentTimeMillis();
                String reply = write(socket, number);
                told(began, "redis:" + number, address, 0, reply);
                Thread.sleep(WRITE_EVERY_MILLIS);
                if (!reply.equals("OK")) {
                    return number;
                }
            }
        } catch (IOException cut) {
            told(began, "redis:" + number, address, 0, "cut");
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
        pause();
        return number;
    }

    private static void pause() {
        try {
            Thread.sleep(WRITE_EVERY_MILLIS);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private static String write(Socket socket, long number) throws IOException {
        String value = Long.toString(number);
        socket.getOutputStream()
                .write("*4\r\n$4\r\nZADD\r\n$6\r\nwrites\r\n$%1$d\r\n%2$s\r\n$%1$d\r\n%2$s\r\n"
                        .formatted(value.length(), value)
                        .getBytes(StandardCharsets.US_ASCII));
        StringBuilder line = new StringBuilder();
        for (int next = socket.getInputStream().read();
                next != '\n';
                next = socket.getInputStream().read()) {
            if (next < 0) {
                throw new IOException("closed");
            }
            line.append((char) next);
        }
        return line.charAt(0) == ':' ? "OK" : line.toString().strip().split(" ", 2)[0];
    }

    private void told(long began, String asked, String address, int refused, String outcome) {
        long took = System.currentTimeMillis() - began;
        synchronized (out) {
            out.println(began + " " + took + " " + asked + " " + address + " " + refused + " " + outcome);
        }
    }
}
