package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.bolabaden.outrider.render.Preview;

/**
 * Prints what would be written, or how it differs from what is there.
 *
 * @param json whether as a JSON array
 */
record PreviewPrinter(Terminal terminal, boolean json) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The exit code of the command. */
    int print(List<Preview> previews, boolean diff) {
        if (json) {
            terminal.out().println(toJson(previews));
        } else {
            previews.forEach(preview -> print(preview, diff));
            if (previews.isEmpty()) {
                terminal.err().println("watcher.yaml has no templates: there is nothing to render");
            }
        }
        if (previews.stream().anyMatch(preview -> !preview.problems().isEmpty())) {
            return OutriderCommand.BAD_USAGE;
        }
        boolean differs = previews.stream().anyMatch(preview -> !preview.diff().isEmpty());
        return diff && differs ? OutriderCommand.UNHEALTHY : OutriderCommand.FINE;
    }

    private void print(Preview preview, boolean diff) {
        preview.problems().forEach(problem -> terminal.err().println(terminal.bad(problem)));
        terminal.err().flush();
        if (diff) {
            preview.diff().lines().forEach(line -> terminal.out().println(coloured(line)));
        } else {
            preview.text().ifPresent(text -> {
                terminal.err()
                        .println(terminal.faint(preview.template().output() + " ("
                                + preview.template().input() + "):"));
                terminal.err().flush();
                terminal.out().print(text);
            });
        }
        terminal.out().flush();
    }

    private String coloured(String line) {
        if (line.startsWith("+++") || line.startsWith("---")) {
            return terminal.strong(line);
        }
        return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '+' -> terminal.good(line);
            case '-' -> terminal.bad(line);
            case '@' -> terminal.faint(line);
            default -> line;
        };
    }

    private static ArrayNode toJson(List<Preview> previews) {
        ArrayNode list = MAPPER.createArrayNode();
        for (Preview preview : previews) {
            ObjectNode node = list.addObject()
                    .put("output", preview.template().output().toString())
                    .put("template", preview.template().input())
                    .put("differs", !preview.diff().isEmpty());
            preview.text().ifPresent(text -> node.put("text", text));
            preview.problems().forEach(node.putArray("problems")::add);
        }
        return list;
    }
}
