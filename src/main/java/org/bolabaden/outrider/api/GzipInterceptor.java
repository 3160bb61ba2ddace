package org.bolabaden.outrider.api;

import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses what is {@link Gzipped}. Not the server's own compression, which looks for Brotli on its way and loads a
 * native library for that.
 */
@Gzipped
@Provider
public class GzipInterceptor implements WriterInterceptor {
    private final HttpHeaders request;

    GzipInterceptor(@Context HttpHeaders request) {
        this.request = request;
    }

    @Override
    public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
        context.getHeaders().putSingle("Vary", "Accept-Encoding");
        String taken = request.getHeaderString("Accept-Encoding");
        if (taken == null || !takesGzip(taken)) {
            context.proceed();
            return;
        }
        context.getHeaders().putSingle("Content-Encoding", "gzip");
        GZIPOutputStream out = new GZIPOutputStream(context.getOutputStream());
        context.setOutputStream(out);
        context.proceed();
        // What is below is the server's to close.
        out.finish();
    }

    /** Whether gzip is among these; a weight of nothing refuses it. */
    static boolean takesGzip(String accepted) {
        for (String one : accepted.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = one.strip().split("\\s*;\\s*", 2);
            if (parts[0].equals("gzip")) {
                return parts.length == 1 || !parts[1].matches("q=0(\\.0*)?");
            }
        }
        return false;
    }
}
