package org.bolabaden.outrider.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reader of Alloy's configuration language, as far as the shipped file goes: blocks with labels, attributes, strings,
 * lists, maps, references, {@code sys.env}, {@code coalesce} and {@code constants.hostname}.
 */
final class AlloyFile {
    private static final Pattern TOKEN = Pattern.compile(
            "(?<space>\\s+|//[^\\n]*)|`(?<raw>[^`]*)`|\"(?<text>(?:[^\"\\\\\\n]|\\\\.)*)\"|(?<word>[A-Za-z_][A-Za-z0-9_.]*)|(?<sign>[{}\\[\\](),=])");

    private final List<Token> tokens = new ArrayList<>();
    private final Map<String, String> environment;
    private final List<Block> blocks;
    private int next;

    private enum Kind {
        TEXT,
        WORD,
        SIGN
    }

    private record Token(Kind kind, String text) {}

    /** A name such as {@code loki.process}, a label such as {@code outrider}, or an empty one, and what is in it. */
    record Block(String name, String label, Map<String, Object> attributes, List<Block> blocks) {
        /** How others refer to it. */
        String reference() {
            return name + "." + label;
        }
    }

    /** A reference to what another block exports. */
    record Reference(String path) {}

    private AlloyFile(String text, Map<String, String> environment) {
        this.environment = environment;
        scan(text);
        blocks = new ArrayList<>();
        while (next < tokens.size()) {
            blocks.add(block(take(Kind.WORD)));
        }
    }

    static AlloyFile read(Path file, Map<String, String> environment) {
        return new AlloyFile(Deployment.text(file), environment);
    }

    List<Block> blocks() {
        return blocks;
    }

    /** The stages of its one {@code loki.process}. */
    List<LogPipeline.Step> stages() {
        List<Block> processes = blocks.stream()
                .filter(block -> block.name().equals("loki.process"))
                .toList();
        if (processes.size() != 1) {
            throw new AssertionError("one loki.process is expected");
        }
        return steps(processes.getFirst());
    }

    private static List<LogPipeline.Step> steps(Block block) {
        return block.blocks().stream()
                .map(stage -> new LogPipeline.Step(
                        stage.name().substring("stage.".length()), stage.attributes(), steps(stage)))
                .toList();
    }

    private void scan(String text) {
        Matcher matcher = TOKEN.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw new AssertionError("not understood: "
                        + text.substring(at).lines().findFirst().orElse(""));
            }
            at = matcher.end();
            if (matcher.group("raw") != null) {
                tokens.add(new Token(Kind.TEXT, matcher.group("raw")));
            } else if (matcher.group("text") != null) {
                tokens.add(new Token(Kind.TEXT, matcher.group("text").translateEscapes()));
            } else if (matcher.group("word") != null) {
                tokens.add(new Token(Kind.WORD, matcher.group("word")));
            } else if (matcher.group("sign") != null) {
                tokens.add(new Token(Kind.SIGN, matcher.group("sign")));
            }
        }
    }

    private Block block(String name) {
        String label = tokens.get(next).kind() == Kind.TEXT ? take(Kind.TEXT) : "";
        Map<String, Object> attributes = new LinkedHashMap<>();
        List<Block> inner = new ArrayList<>();
        sign("{");
        while (!isSign("}")) {
            String word = take(Kind.WORD);
            if (isSign("=")) {
                sign("=");
                if (attributes.put(word, value()) != null) {
                    throw new AssertionError(word + " twice in " + name);
                }
            } else {
                inner.add(block(word));
            }
        }
        sign("}");
        return new Block(name, label, attributes, inner);
    }

    private Object value() {
        if (isSign("[")) {
            return list("[", "]");
        }
        if (isSign("{")) {
            return map();
        }
        Token token = tokens.get(next++);
        if (token.kind() == Kind.TEXT) {
            return token.text();
        }
        return isSign("(") ? call(token.text(), list("(", ")")) : constant(token.text());
    }

    private static Object constant(String word) {
        return word.equals("constants.hostname") ? "host" : new Reference(word);
    }

    private Object call(String function, List<Object> arguments) {
        return switch (function) {
            case "sys.env" -> environment.getOrDefault((String) arguments.getFirst(), "");
            case "coalesce" ->
                arguments.stream().filter(one -> !"".equals(one)).findFirst().orElse("");
            default -> throw new AssertionError("a function that is not understood here: " + function);
        };
    }

    private List<Object> list(String open, String close) {
        List<Object> values = new ArrayList<>();
        sign(open);
        while (!isSign(close)) {
            values.add(value());
            if (isSign(",")) {
                sign(",");
            }
        }
        sign(close);
        return values;
    }

    private Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        sign("{");
        while (!isSign("}")) {
            String key = tokens.get(next++).text();
            sign("=");
            map.put(key, value());
            if (isSign(",")) {
                sign(",");
            }
        }
        sign("}");
        return map;
    }

    private boolean isSign(String sign) {
        return tokens.get(next).equals(new Token(Kind.SIGN, sign));
    }

    private void sign(String sign) {
        if (!isSign(sign)) {
            throw new AssertionError("expected " + sign + " before " + tokens.get(next));
        }
        next++;
    }

    private String take(Kind kind) {
        Token token = tokens.get(next++);
        if (token.kind() != kind) {
            throw new AssertionError("expected a " + kind + " instead of " + token);
        }
        return token.text();
    }
}
