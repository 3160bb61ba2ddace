package org.bolabaden.outrider.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The JSON that a program of the user's own gets; docs/NOTIFICATIONS.md is its contract. */
public final class WebhookBody {
    private static final int MOST_ITEMS = 500;
    private static final String ALGORITHM = "HmacSHA256";

    private WebhookBody() {}

    /** The body. */
    public static String of(Message message) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("version", 1)
                .put("node", message.node())
                .put("at", message.at().toString())
                .put("test", message.test())
                .put("level", message.level().name().toLowerCase(Locale.ROOT))
                .put("title", Wording.title(message))
                .put("open", message.open())
                .put("missed", message.missed())
                .put("left_out", Math.max(0, message.items().size() - MOST_ITEMS));
        message.heldBack().ifPresent(late -> body.put("held_back_s", late.toMillis() / 1e3));
        ArrayNode items = body.putArray("items");
        List<Item> shown =
                message.items().subList(0, Math.min(MOST_ITEMS, message.items().size()));
        shown.forEach(item -> write(items.addObject(), item));
        return body.toString();
    }

    private static void write(ObjectNode out, Item item) {
        out.put("kind", item.kind().word())
                .put("level", item.level().name().toLowerCase(Locale.ROOT))
                .put("event", item.event());
        item.service().ifPresent(service -> out.put("service", service));
        item.backend().ifPresent(backend -> out.put("backend", backend));
        out.put("reason", item.reason()).put("since", item.since().toString());
        item.lasted().ifPresent(lasted -> out.put("lasted_s", lasted.toMillis() / 1e3));
        out.put("times", item.times());
    }

    /** What {@code X-Outrider-Signature} has for a body: {@code sha256=} and the HMAC in hexadecimal digits. */
    public static String signature(String body, String key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java has HMAC-SHA256", missing);
        }
    }
}
