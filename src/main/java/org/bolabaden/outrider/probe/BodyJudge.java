package org.bolabaden.outrider.probe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.re2j.Pattern;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Says whether a body has what was expected. One byte goes in at a time. */
sealed interface BodyJudge {
    /** Whether nothing needs to be seen. */
    boolean content();

    /** Takes a byte; whether all that was expected has been seen. */
    boolean accept(byte read);

    /** Whether the body that ends here, or whose first 64 KiB do, has what was expected. */
    boolean atEnd();

    /** A text alone: nothing is stored. */
    final class Containing implements BodyJudge {
        private final BodyPattern pattern;
        private int matched;

        Containing(BodyPattern pattern) {
            this.pattern = pattern;
        }

        @Override
        public boolean content() {
            return pattern.complete(matched);
        }

        @Override
        public boolean accept(byte read) {
            matched = pattern.next(matched, read);
            return pattern.complete(matched);
        }

        @Override
        public boolean atEnd() {
            return pattern.complete(matched);
        }
    }

    /** Whatever needs the whole body, as far as it is looked at. */
    final class Whole implements BodyJudge {
        private static final int DEEPEST = 64;
        private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                .build());

        private final HttpWanted wanted;
        private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

        Whole(HttpWanted wanted) {
            this.wanted = wanted;
        }

        @Override
        public boolean content() {
            return false;
        }

        @Override
        public boolean accept(byte read) {
            seen.write(read);
            return false;
        }

        @Override
        public boolean atEnd() {
            String text = seen.toString(StandardCharsets.UTF_8);
            Pattern regex = wanted.regex;
            return wanted.expectation.body().map(text::contains).orElse(true)
                    && (regex == null || regex.matcher(text).find())
                    && (wanted.expectation.json().isEmpty() || hasValues());
        }

        private boolean hasValues() {
            try {
                JsonNode document = JSON.readTree(seen.toByteArray());
                for (Map.Entry<String, String> value : wanted.expectation.json().entrySet()) {
                    JsonNode found = document.at(value.getKey());
                    if (!found.isValueNode() || !found.asText().equals(value.getValue())) {
                        return false;
                    }
                }
                return true;
            } catch (IOException noJson) {
                // Then it lacks the values.
                return false;
            }
        }
    }
}
