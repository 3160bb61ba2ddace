package org.bolabaden.outrider.traefik;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Fetches a page of metrics, of at most 32 MiB and within some seconds. */
final class MetricsPage {
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final long WHOLE_NANOS = Duration.ofSeconds(5).toNanos();
    // Some 150,000 lines: more than a thousand services with all their codes and methods.
    private static final int MOST = 32 << 20;
    private static final int CHUNK = 16_384;

    private MetricsPage() {}

    /**
     * The page's text. Blocks for some seconds at most.
     *
     * @throws IOException when it cannot be had; the message says why
     */
    static String fetch(URI url) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("Accept", "text/plain;version=0.0.4");
        try {
            int status = connection.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                throw new IOException("the answer has the status " + status);
            }
            try (InputStream in = connection.getInputStream()) {
                return read(in, System.nanoTime());
            }
        } finally {
            connection.disconnect();
        }
    }

    private static String read(InputStream in, long began) throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK];
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            page.write(chunk, 0, read);
            if (page.size() > MOST) {
                throw new IOException("the answer is larger than " + MOST + " bytes");
            }
            if (System.nanoTime() - began > WHOLE_NANOS) {
                throw new IOException("the answer takes too long");
            }
        }
        return page.toString(StandardCharsets.UTF_8);
    }
}
