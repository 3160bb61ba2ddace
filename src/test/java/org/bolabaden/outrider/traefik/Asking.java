package org.bolabaden.outrider.traefik;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** One request over a connection of its own, with any Host. */
final class Asking {
    /** An answer; status 0 is none at all. */
    record Answer(int status, Map<String, String> headers, String body) {
        /** Who answered. */
        String server() {
            return body.split(" ", 2)[0];
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private Asking() {}

    static Answer get(int port, String host, String path) {
        return send(port, "GET " + path, host, "");
    }

    /**
     * Any request.
     *
     * @param what method and path
     * @param more further header lines, each with its end
     */
    static Answer send(int port, String what, String host, String more) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return over(socket, what, host, more);
        } catch (IOException none) {
            return new Answer(0, Map.of(), none.toString());
        }
    }

    static Answer over(Socket socket, String host, String path) throws IOException {
        return over(socket, "GET " + path, host, "");
    }

    private static Answer over(Socket socket, String what, String host, String more) throws IOException {
        socket.setSoTimeout(20_000);
        String request = what + " HTTP/1.1\r\nHost: " + host + "\r\n" + more + "Connection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int end = all.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IOException("no complete answer: " + all);
        }
        String[] lines = all.substring(0, end).split("\r\n");
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon), lines[i].substring(colon + 1).strip());
        }
        return new Answer(Integer.parseInt(lines[0].split(" ")[1]), headers, all.substring(end + 4));
    }
}
