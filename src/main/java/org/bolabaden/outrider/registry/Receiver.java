package org.bolabaden.outrider.registry;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.observe.Event.Level;

/**
 * Somebody who is told when something goes wrong, and when it is over.
 *
 * @param name unique among the receivers; a label of the metrics
 * @param target where messages go, and in which form
 * @param ca a PEM file with the authorities to trust; empty: the system's
 * @param selection what he is told of
 * @param pace how often
 */
public record Receiver(String name, Target target, Optional<Path> ca, Selection selection, Pace pace) {

    /**
     * What a receiver is told of.
     *
     * @param minLevel the least level of an event that opens a problem
     * @param events names of events; empty: all
     * @param services names of services; empty: all, and what concerns none in particular
     */
    public record Selection(Level minLevel, Set<String> events, Set<ServiceName> services) {
        public static final Selection DEFAULT = new Selection(Level.WARN, Set.of(), Set.of());

        public Selection {
            events = Set.copyOf(events);
            services = Set.copyOf(services);
        }
    }

    /**
     * How often a receiver is told.
     *
     * @param groupFor how long to wait for more before a message goes; 0 s to 1 h
     * @param repeatAfter how often what is still bad is told again; zero: never; else 1 min to 30 d
     * @param mostPerHour the most messages in any hour; 1 to 1,000
     */
    public record Pace(Duration groupFor, Duration repeatAfter, int mostPerHour) {
        public static final Pace DEFAULT = new Pace(Duration.ofSeconds(10), Duration.ofHours(4), 20);

        public Pace {
            if (mostPerHour < 1) {
                throw new IllegalArgumentException("most_per_hour out of range: " + mostPerHour + " (1 to 1000)");
            }
        }
    }

    /** Where messages go. */
    public sealed interface Target {
        /** Its key in watcher.yaml. */
        String kind();
    }

    /**
     * A program of the user's own, which is sent JSON.
     *
     * @param token what proves to it that it is us; empty: nothing
     * @param signatureFile the file with the key of the body's HMAC; empty: none
     */
    public record Webhook(Address url, Optional<Token> token, Optional<Path> signatureFile) implements Target {
        @Override
        public String kind() {
            return "webhook";
        }
    }

    /**
     * A secret in a header.
     *
     * @param header its name; empty: {@code Authorization: Bearer …}
     * @param file the file whose first line it is
     */
    public record Token(Optional<String> header, Path file) {}

    /**
     * A topic of ntfy.
     *
     * @param url with the topic as the last part of its path
     * @param priority of a message with trouble, 1 to 5; empty: 5 for an error, else 4
     * @param tags beside the one that says how bad it is
     * @param tokenFile the file with the access token; empty: none
     */
    public record Ntfy(Address url, Optional<Integer> priority, List<String> tags, Optional<Path> tokenFile)
            implements Target {
        public Ntfy {
            tags = List.copyOf(tags);
        }

        @Override
        public String kind() {
            return "ntfy";
        }
    }

    /** A channel of Discord, by its webhook. */
    public record Discord(Address url) implements Target {
        @Override
        public String kind() {
            return "discord";
        }
    }

    /** A channel of Slack, by its incoming webhook. */
    public record Slack(Address url) implements Target {
        @Override
        public String kind() {
            return "slack";
        }
    }

    /**
     * Mail.
     *
     * @param server the SMTP server that takes it
     * @param tls how the session is kept secret
     * @param login who we are; empty: the server takes it without
     */
    public record Email(Endpoint server, MailTls tls, Optional<Login> login, String from, List<String> to)
            implements Target {
        public Email {
            to = List.copyOf(to);
        }

        @Override
        public String kind() {
            return "email";
        }
    }

    /** Who we are to a mail server. */
    public record Login(String user, Path passwordFile) {}

    /** How a session with a mail server is kept secret. */
    public enum MailTls {
        /** It begins in the clear and must be upgraded. */
        STARTTLS,
        /** TLS from the first byte. */
        TLS,
        NONE
    }

    /** A URL that may itself be a secret, as those of Discord and Slack are. */
    public sealed interface Address {
        /** As it stands in watcher.yaml; not shown. */
        record Written(URI url) implements Address {
            @Override
            public String toString() {
                return "a URL at " + url.getHost();
            }
        }

        /** The first line of a file. */
        record InFile(Path file) implements Address {}
    }
}
