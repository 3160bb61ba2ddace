package org.bolabaden.outrider.sentinel;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.names.Names;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.secret.SecretFile;
import org.bolabaden.outrider.tls.NamedTls;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections: looks the name up, reads the password anew, connects, verifies the certificate, logs in. The password
 * is in no URL, and so in no error.
 */
final class Dialer {
    private static final int LONGEST_PASSWORD = 4096;

    private final Vertx vertx;
    private final Context loop;
    private final WorkerExecutor files;
    private final Names names;

    /**
     * On that event loop.
     *
     * @param files reads password files, which may block
     */
    Dialer(Vertx vertx, Context loop, WorkerExecutor files, Names names) {
        this.vertx = vertx;
        this.loop = loop;
        this.files = files;
        this.names = names;
    }

    Context loop() {
        return loop;
    }

    /**
     * A new connection.
     *
     * @param attempt which one in a row; a name with several addresses is tried at one after the other
     * @param within the time for everything together
     */
    Future<Link> dial(Place place, int attempt, Duration within) {
        @Nullable Redis[] client = new Redis[1];
        Future<Link> link = password(place)
                .compose(password -> names.of(place.address().host()).compose(addresses -> {
                    Redis fresh = Redis.createClient(
                            vertx, options(place, addresses.get(Math.floorMod(attempt, addresses.size()))));
                    client[0] = fresh;
                    return fresh.connect()
                            .map(connection -> new Link(loop, fresh, connection))
                            .compose(made -> login(made, place, password, within));
                }));
        Future<Link> result = Link.within(loop, link, within);
        result.onFailure(failed -> {
            close(client);
            // One that was still being looked up gets its client later.
            link.onComplete(late -> close(client));
        });
        return result;
    }

    private static void close(@Nullable Redis[] client) {
        Redis open = client[0];
        client[0] = null;
        if (open != null) {
            open.close();
        }
    }

    private static RedisOptions options(Place place, InetAddress address) {
        NetClientOptions tcp = new NetClientOptions().setTcpNoDelay(true);
        if (place.tls().wanted()) {
            tls(place, tcp);
        }
        String scheme = place.tls().wanted() ? "rediss://" : "redis://";
        return new RedisOptions()
                .setConnectionString(scheme
                        + new Endpoint(Names.text(address), place.address().port()))
                .setProtocolNegotiation(false)
                .setMaxPoolSize(1)
                .setMaxPoolWaiting(1)
                .setPoolCleanerInterval(-1)
                .setPoolRecycleTimeout(-1)
                .setNetClientOptions(tcp);
    }

    private static void tls(Place place, NetClientOptions tcp) {
        // The name is verified by NamedTls, which knows it; the client knows an address alone.
        tcp.setSsl(true)
                .setHostnameVerificationAlgorithm("HTTPS")
                .setSslEngineOptions(new NamedTls(place.serverName()));
        place.tls().ca().ifPresent(ca -> tcp.setTrustOptions(new PemTrustOptions().addCertPath(ca.toString())));
        place.tls()
                .credentials()
                .ifPresent(own -> tcp.setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(own.certificate().toString())
                        .addKeyPath(own.key().toString())));
    }

    private Future<Optional<String>> password(Place place) {
        return place.login()
                .map(login -> files.executeBlocking(() -> Optional.of(read(login.passwordFile())), false))
                .orElse(Future.succeededFuture(Optional.empty()));
    }

    private static String read(Path file) throws IOException {
        return SecretFile.read(file, LONGEST_PASSWORD)
                .lines()
                .findFirst()
                .filter(line -> !line.isEmpty())
                .orElseThrow(() -> new IOException(file + ": no password in its first line"));
    }

    private static Future<Link> login(Link link, Place place, Optional<String> password, Duration within) {
        if (password.isEmpty()) {
            return Future.succeededFuture(link);
        }
        String[] words = place.login()
                .flatMap(Check.Redis.Login::user)
                .map(user -> List.of("AUTH", user, password.get()))
                .orElseGet(() -> List.of("AUTH", password.get()))
                .toArray(String[]::new);
        return link.ask(within, words).map(link);
    }
}
