package org.bolabaden.outrider.sentinel;

import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The client's answers as words. */
final class Words {
    private static final int MOST = 1_000;

    private Words() {}

    /** The values of a list, those that are lists themselves as nothing; of anything else the one value. */
    static List<String> of(@Nullable Response answer) {
        if (answer == null) {
            return List.of();
        }
        if (answer.type() != ResponseType.MULTI) {
            return List.of(text(answer));
        }
        List<String> words = new ArrayList<>();
        for (int i = 0; i < Math.min(answer.size(), MOST); i++) {
            words.add(text(answer.get(i)));
        }
        return words;
    }

    /** A list of lists. */
    static List<List<String>> lists(@Nullable Response answer) {
        if (answer == null || answer.type() != ResponseType.MULTI) {
            return List.of();
        }
        List<List<String>> lists = new ArrayList<>();
        for (int i = 0; i < Math.min(answer.size(), MOST); i++) {
            lists.add(of(answer.get(i)));
        }
        return lists;
    }

    static String text(@Nullable Response value) {
        return value == null || value.type() == ResponseType.MULTI ? "" : String.valueOf(value);
    }
}
