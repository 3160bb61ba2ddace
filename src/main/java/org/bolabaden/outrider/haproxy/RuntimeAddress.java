package org.bolabaden.outrider.haproxy;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bolabaden.outrider.registry.Endpoint;

/**
 * Where HAProxy's runtime API listens, in the spellings that {@code stats socket} has.
 *
 * @param text as it was given, for messages
 */
record RuntimeAddress(String text) {
    private static final Pattern PREFIX = Pattern.compile("(unix|ipv4|ipv6|tcp|tcp4|tcp6)@(.*)");
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("\\[([0-9A-Fa-f:.]+)]:([0-9]{1,5})|([^:/]+):([0-9]{1,5})");
    // sun_path of Linux, with its closing zero.
    private static final int LONGEST_PATH = 107;

    RuntimeAddress {
        requireUsable(text);
    }

    /** The address to connect to; a host name is resolved anew each time, because a container's address changes. */
    SocketAddress resolve() {
        if (isPath(text)) {
            return UnixDomainSocketAddress.of(bare(text));
        }
        Endpoint endpoint = endpoint(text);
        return new InetSocketAddress(endpoint.host(), endpoint.port());
    }

    boolean isUnix() {
        return isPath(text);
    }

    private static void requireUsable(String text) {
        if (!isPath(text)) {
            endpoint(text);
            return;
        }
        try {
            int length = Path.of(bare(text)).toString().length();
            if (length == 0 || length > LONGEST_PATH) {
                throw notAnAddress(text);
            }
        } catch (InvalidPathException e) {
            throw notAnAddress(text);
        }
    }

    private static boolean isPath(String text) {
        return text.startsWith("unix@") || bare(text).indexOf('/') >= 0;
    }

    private static String bare(String text) {
        Matcher prefixed = PREFIX.matcher(text);
        return prefixed.matches() ? prefixed.group(2) : text;
    }

    private static Endpoint endpoint(String text) {
        Matcher matcher = HOST_AND_PORT.matcher(bare(text));
        if (!matcher.matches()) {
            throw notAnAddress(text);
        }
        boolean bracketed = matcher.group(1) != null;
        return new Endpoint(matcher.group(bracketed ? 1 : 3), Integer.parseInt(matcher.group(bracketed ? 2 : 4)));
    }

    private static IllegalArgumentException notAnAddress(String text) {
        return new IllegalArgumentException("not a HAProxy runtime socket: '" + text + "' (a path of at most "
                + LONGEST_PATH + " bytes, or host:port)");
    }

    @Override
    public String toString() {
        return text;
    }
}
