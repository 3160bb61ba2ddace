package org.bolabaden.outrider.tls;

import java.io.IOException;

/** What is wrong with a key or a certificate, in words of our own: none of what is in its file is among them. */
final class UnusablePemException extends IOException {
    private static final long serialVersionUID = 1;

    UnusablePemException(String why) {
        super(why);
    }
}
