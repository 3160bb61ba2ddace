package org.bolabaden.outrider.tls;

import java.io.IOException;

/** What is wrong with a key, in words of our own: none of what is in its file is among them. */
final class UnusableKeyException extends IOException {
    private static final long serialVersionUID = 1;

    UnusableKeyException(String why) {
        super(why);
    }
}
