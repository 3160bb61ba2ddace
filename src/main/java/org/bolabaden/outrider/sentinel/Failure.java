package org.bolabaden.outrider.sentinel;

import io.vertx.redis.client.impl.types.ErrorType;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Why a connection failed, in words for people. A password is in none of them: none is in what they are made of. */
final class Failure {
    private static final int LONGEST = 200;

    private Failure() {}

    static String why(Throwable fault) {
        String text = String.valueOf(fault.getMessage());
        String why =
                switch (fault) {
                    case TimeoutException late -> text;
                    case UnknownHostException none -> "its name is not found";
                    case ConnectException none ->
                        text.startsWith("Connection refused") ? "connection refused" : "cannot be reached: " + text;
                    case ErrorType refusal -> "refused: " + text;
                    case NoSuchFileException none -> text + " does not exist";
                    case AccessDeniedException none -> text + " may not be read";
                    case SSLException broken -> "TLS: " + text;
                    default -> text;
                };
        return why.length() > LONGEST ? why.substring(0, LONGEST) + "…" : why;
    }

    /** Whether the sentinel monitors no master of that name; it is well otherwise. */
    static boolean noSuchMaster(Throwable fault) {
        return fault instanceof ErrorType && String.valueOf(fault.getMessage()).contains("No such master");
    }
}
