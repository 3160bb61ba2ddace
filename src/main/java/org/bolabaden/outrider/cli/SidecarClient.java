package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.HttpsURLConnection;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.ConfigurationException;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.secret.SecretFile;
import org.bolabaden.outrider.tls.OwnSidecar;
import org.bolabaden.outrider.tls.PemFiles;
import org.jspecify.annotations.Nullable;

/**
 * Asks the sidecar that runs on this node.
 *
 * <p>HttpURLConnection rather than a client of more ambition: it starts at once and costs the executable nothing.
 */
final class SidecarClient {
    private static final int TIMEOUT_MS = 2_000;
    private static final int LONGEST_TOKEN = 4_096;
    private static final int FOLLOW_FOREVER = 0;
    // A reload is proven before it is answered.
    private static final int CHANGE_TIMEOUT_MS = 60_000;

    private final Endpoint address;
    private final Optional<Path> tokenFile;
    private final NodeSettings settings;
    private final ObjectMapper mapper = new ObjectMapper();

    /** The client of the sidecar whose address watcher.yaml tells. */
    static SidecarClient configured(@Nullable OutriderCommand parent) throws ConfigurationException {
        return new SidecarClient(new ConfigurationDirectory(Configured.directory(parent), System.getenv()).settings());
    }

    SidecarClient(NodeSettings settings) {
        this.address = settings.api().listen();
        this.tokenFile = settings.api().tokenFile();
        this.settings = settings;
    }

    /** Nobody answers where the sidecar should. */
    static final class NotRunningException extends IOException {
        private static final long serialVersionUID = 1L;

        NotRunningException(Endpoint address, IOException cause) {
            super(
                    "no sidecar answers at " + address + " (" + cause.getMessage()
                            + "): is 'outrider run' up, and is api.listen in watcher.yaml where it listens?",
                    cause);
        }
    }

    /** What was asked for does not exist, in the sidecar's own words. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    JsonNode get(String path) throws IOException {
        HttpURLConnection connection = open(path, "application/json", TIMEOUT_MS);
        try (InputStream body = body(connection)) {
            return mapper.readTree(body);
        } finally {
            connection.disconnect();
        }
    }

    /** The same, and says meanwhile that it goes on. */
    JsonNode post(String path, Terminal terminal, String what) throws IOException {
        return Progress.<JsonNode, IOException>during(terminal, what, () -> post(path));
    }

    /** Asks for a change, with the token that watcher.yaml names. */
    JsonNode post(String path) throws IOException {
        return change("POST", path, "");
    }

    /** Puts something there, with the token that watcher.yaml names. */
    JsonNode put(String path, JsonNode content) throws IOException {
        return change("PUT", path, content.toString());
    }

    /** Takes away what is there, with the token that watcher.yaml names. */
    void delete(String path) throws IOException {
        change("DELETE", path, "");
    }

    private JsonNode change(String method, String path, String content) throws IOException {
        HttpURLConnection connection = open(path, "application/json", CHANGE_TIMEOUT_MS);
        connection.setRequestMethod(method);
        if (tokenFile.isPresent()) {
            String token = SecretFile.read(tokenFile.get(), LONGEST_TOKEN).strip();
            connection.setRequestProperty("Authorization", "Bearer " + token);
        }
        try {
            if (!method.equals("DELETE")) {
                send(connection, content.getBytes(StandardCharsets.UTF_8));
            }
            try (InputStream body = body(connection)) {
                return mapper.readTree(body);
            }
        } finally {
            connection.disconnect();
        }
    }

    private void send(HttpURLConnection connection, byte[] content) throws IOException {
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setFixedLengthStreamingMode(content.length);
        connection.setDoOutput(true);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(content);
        } catch (ConnectException unreachable) {
            throw new NotRunningException(address, unreachable);
        }
    }

    static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Passes on each server-sent event's JSON, until the sidecar ends the stream. */
    void follow(String path, Consumer<JsonNode> listener) throws IOException {
        HttpURLConnection connection = open(path, "text/event-stream", FOLLOW_FOREVER);
        try (BufferedReader in = new BufferedReader(new InputStreamReader(body(connection), StandardCharsets.UTF_8))) {
            for (String read = in.readLine(); read != null; read = in.readLine()) {
                if (read.startsWith("data:")) {
                    listener.accept(mapper.readTree(read.substring("data:".length())));
                }
            }
        } finally {
            connection.disconnect();
        }
    }

    private HttpURLConnection open(String path, String accept, int readTimeout) throws IOException {
        HttpURLConnection connection = connection(path);
        connection.setConnectTimeout(TIMEOUT_MS);
        connection.setReadTimeout(readTimeout);
        connection.setRequestProperty("Accept", accept);
        return connection;
    }

    private HttpURLConnection connection(String path) throws IOException {
        Optional<NodeSettings.ApiTls> tls = settings.api().tls();
        String scheme = tls.isPresent() ? "https://" : "http://";
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(scheme + address + path).toURL().openConnection();
        // A redirection would take the token elsewhere.
        connection.setInstanceFollowRedirects(false);
        if (tls.isPresent() && connection instanceof HttpsURLConnection secured) {
            try {
                secured.setSSLSocketFactory(OwnSidecar.sockets(settings, tls.get()));
            } catch (PemFiles.UnreadableException unusable) {
                throw new IOException("api.tls: " + unusable.getMessage(), unusable);
            }
            // The very certificate was compared, or its authority is ours: the address is that of this node, and in
            // none.
            secured.setHostnameVerifier((host, session) -> true);
        }
        return connection;
    }

    private InputStream body(HttpURLConnection connection) throws IOException {
        int status;
        try {
            status = connection.getResponseCode();
        } catch (IOException unreachable) {
            throw new NotRunningException(address, unreachable);
        }
        if (status == HttpURLConnection.HTTP_OK || status == HttpURLConnection.HTTP_NO_CONTENT) {
            return connection.getInputStream();
        }
        try (InputStream error = connection.getErrorStream()) {
            JsonNode problem = error == null ? mapper.createObjectNode() : mapper.readTree(error);
            throw new RefusedException(problem.path("detail").asText("the sidecar answered " + status));
        }
    }
}
