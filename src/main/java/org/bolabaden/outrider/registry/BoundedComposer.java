package org.bolabaden.outrider.registry;

import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.comments.CommentLine;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.ComposerException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Composes nodes, but refuses deep nesting before it can overflow the stack, and too many values before they fill the
 * memory: the library bounds neither.
 */
final class BoundedComposer extends Composer {
    /** Far deeper than any configuration goes. */
    static final int DEEPEST = 40;

    /** Four times what 5,000 backends need. */
    static final int MOST_VALUES = 200_000;

    private int depth;
    private int values;

    BoundedComposer(LoadSettings settings, String text) {
        super(settings, new ParserImpl(settings, new StreamReader(settings, text)));
    }

    @Override
    protected SequenceNode composeSequenceNode(Optional<Anchor> anchor) {
        enter();
        SequenceNode node = super.composeSequenceNode(anchor);
        depth--;
        return node;
    }

    @Override
    protected Node composeMappingNode(Optional<Anchor> anchor) {
        enter();
        Node node = super.composeMappingNode(anchor);
        depth--;
        return node;
    }

    @Override
    protected Node composeScalarNode(Optional<Anchor> anchor, List<CommentLine> comments) {
        count();
        return super.composeScalarNode(anchor, comments);
    }

    private void enter() {
        count();
        if (++depth > DEEPEST) {
            throw refuse("nested more than " + DEEPEST + " levels deep");
        }
    }

    private void count() {
        if (++values > MOST_VALUES) {
            throw refuse("more than " + MOST_VALUES + " values");
        }
    }

    private ComposerException refuse(String problem) {
        return new ComposerException(problem, parser.peekEvent().getStartMark());
    }
}
