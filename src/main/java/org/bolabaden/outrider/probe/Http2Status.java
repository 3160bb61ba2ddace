package org.bolabaden.outrider.probe;

import io.netty.handler.codec.http2.Http2Headers;

/** The status in a block of HTTP/2 headers. */
final class Http2Status {
    private Http2Status() {}

    /** 100 to 999; 0: it has none that is one. */
    static int of(Http2Headers headers) {
        CharSequence status = headers.status();
        return status != null && status.toString().matches("[1-9][0-9]{2}") ? Integer.parseInt(status.toString()) : 0;
    }
}
