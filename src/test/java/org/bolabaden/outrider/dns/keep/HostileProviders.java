package org.bolabaden.outrider.dns.keep;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.dns.Mark;
import org.bolabaden.outrider.dns.ZoneRecord;
import org.bolabaden.outrider.hostile.DnsGrammar;
import org.bolabaden.outrider.hostile.Hostile;
import org.bolabaden.outrider.hostile.JsonGrammar;
import org.bolabaden.outrider.hostile.Reading;
import org.bolabaden.outrider.hostile.Target;
import org.bolabaden.outrider.registry.DnsSettings;

/** What the keepers of a zone answer, what stands in it, and the files with our keys. */
public final class HostileProviders {
    private static final Secrets SECRETS = new Secrets(Hostile.SECRET, Optional.empty());

    private HostileProviders() {}

    /**
     * All of them.
     *
     * @param scratch where files may be written
     */
    public static List<Target> targets(Path scratch) throws IOException {
        Path directory = Files.createDirectories(scratch.resolve("dns"));
        Path key = Files.writeString(directory.resolve("own.key"), "hmac-sha256:k:" + Hostile.SECRET);
        TsigKey own = TsigKey.read(key);
        return List.of(
                Target.refusing("cloudflare", ZoneException.class, HostileProviders::cloudflare)
                        .by(new JsonGrammar())
                        .keepingSecret(),
                Target.refusing("rfc2136", IOException.class, input -> message(own, input))
                        .by(new DnsGrammar(false)),
                Target.refusing("tsig-file", IOException.class, input -> {
                            Path file = Files.write(directory.resolve("other.key"), input);
                            return Reading.taken().telling(TsigKey.read(file).toString());
                        })
                        .keepingSecret(),
                Target.refusing("secrets-file", IOException.class, input -> secrets(directory, input))
                        .keepingSecret(),
                Target.answering(
                        "dns-mark",
                        input -> Reading.of(Mark.read(new String(input, StandardCharsets.UTF_8))
                                .node()
                                .isPresent())));
    }

    /** The first byte is part of the status; the others are the body. */
    private static Reading cloudflare(byte[] input) throws ZoneException {
        int status =
                input.length == 0 ? 200 : List.of(200, 200, 404, 429, 500, 403).get(input.length % 6);
        String body = new String(input, StandardCharsets.UTF_8);
        JsonNode answer = CloudflareAnswers.judge(new Web.Reply(status, Optional.of(body), body), SECRETS);
        List<String> told = new ArrayList<>();
        for (JsonNode one : answer.path("result")) {
            CloudflareAnswers.record(one).map(ZoneRecord::toString).ifPresent(told::add);
        }
        return Reading.taken().telling(told.subList(0, Math.min(told.size(), 100)));
    }

    private static Reading message(TsigKey own, byte[] input) throws IOException {
        WireMessage.Answer answer = WireMessage.read(input);
        for (WireRecord record : answer.answers()) {
            Mark.read(record.text());
        }
        try {
            own.verify(answer, new Bytes(""), 1);
            return Reading.taken();
        } catch (IOException unsigned) {
            return Reading.taken().telling(String.valueOf(unsigned.getMessage()));
        } catch (BufferUnderflowException cut) {
            // NameServer, which is between the two, takes it for an answer that is cut off.
            return Reading.of(false);
        }
    }

    private static Reading secrets(Path directory, byte[] input) throws IOException {
        Path file = Files.write(directory.resolve("secrets.env"), input);
        DnsSettings.Cloudflare settings =
                new DnsSettings.Cloudflare(URI.create("https://api.example"), Optional.empty(), Optional.empty(), file);
        Secrets.read(settings, Map.of());
        return Reading.taken();
    }
}
