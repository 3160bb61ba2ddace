package org.bolabaden.outrider.sentinel;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A connection to a Redis or a sentinel that sends and waits, for tests: RESP 2 and 3, nothing clever. */
public final class RespClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private RespClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** An answer that is an error. */
    public static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String text) {
            super(text);
        }
    }

    /** Connects to that port of loopback, and logs in as the server's tests do. */
    public static RespClient to(int port, RedisSecurity security, boolean sentinel) throws IOException {
        RespClient client = plain(port, security);
        var login = security.administrator(sentinel);
        if (login.isPresent()) {
            client.ask(login.get().command());
        }
        return client;
    }

    /** Connects without logging in. */
    public static RespClient plain(int port, RedisSecurity security) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress("127.0.0.1", port), (int) PATIENCE.toMillis());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        return new RespClient(
                security.tls().isPresent() ? encrypted(socket, security.tls().get()) : socket);
    }

    private static Socket encrypted(Socket plain, RedisSecurity.Tls tls) throws IOException {
        SSLContext context = tls.trust();
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(plain, "127.0.0.1", plain.getPort(), true);
        socket.startHandshake();
        return socket;
    }

    /** Sends a command and returns its answer: String, Long, Double, Boolean, List, Map or null. */
    public Object ask(String... words) throws IOException {
        send(words);
        return read();
    }

    /** Sends a command and does not wait. */
    public void send(String... words) throws IOException {
        StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        out.write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** The next answer or push; a push (RESP 3) is a list, as it would be with RESP 2. */
    public Object read() throws IOException {
        String line = line();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case '-' -> throw new Refused(rest);
            case ':' -> Long.valueOf(rest);
            case ',' -> Double.valueOf(rest);
            case '#' -> rest.equals("t");
            case '_' -> null;
            case '$', '=' -> text(Integer.parseInt(rest));
            case '*', '~', '>' -> list(Integer.parseInt(rest));
            case '%' -> map(Integer.parseInt(rest));
            default -> throw new IOException("not RESP: " + line);
        };
    }

    /** Reads pairs of words as a map, as SENTINEL MASTER answers with RESP 2 as well as 3. */
    public static Map<String, String> pairs(Object answer) {
        Map<String, String> map = new LinkedHashMap<>();
        if (answer instanceof Map<?, ?> ready) {
            ready.forEach((key, value) -> map.put("" + key, "" + value));
        } else {
            List<?> words = (List<?>) answer;
            for (int i = 0; i + 1 < words.size(); i += 2) {
                map.put("" + words.get(i), "" + words.get(i + 1));
            }
        }
        return map;
    }

    /** How long {@link #read} waits; zero: for ever. */
    public void patience(Duration patience) throws IOException {
        socket.setSoTimeout((int) patience.toMillis());
    }

    private String text(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length + 2);
        if (bytes.length < length + 2) {
            throw new EOFException("closed within an answer");
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    private List<Object> list(int length) throws IOException {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            list.add(read());
        }
        return list;
    }

    private Map<Object, Object> map(int length) throws IOException {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < length; i++) {
            Object key = read();
            map.put(key, read());
        }
        return map;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("closed by the server");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            // It is closed either way.
        }
    }
}
