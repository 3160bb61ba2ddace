package org.bolabaden.outrider.render;

import io.quarkus.qute.Scope;
import io.quarkus.qute.SectionHelper;
import io.quarkus.qute.SectionHelperFactory;
import io.quarkus.qute.TemplateNode.Origin;
import java.util.List;

/**
 * One of Qute's sections that hold another template, within a {@link Budget}.
 *
 * @param section Qute's own
 */
record NestedSection(SectionHelperFactory<?> section, Budget budget) implements SectionHelperFactory<SectionHelper> {
    @Override
    public SectionHelper initialize(SectionInitContext context) {
        SectionHelper helper = section.initialize(context);
        Origin origin = context.getOrigin();
        return resolution -> Budget.stage(() -> budget.nested(origin, () -> helper.resolve(resolution)));
    }

    @Override
    public List<String> getDefaultAliases() {
        return section.getDefaultAliases();
    }

    @Override
    public ParametersInfo getParameters() {
        return section.getParameters();
    }

    @Override
    public List<String> getBlockLabels() {
        return section.getBlockLabels();
    }

    @Override
    public boolean treatUnknownSectionsAsBlocks() {
        return section.treatUnknownSectionsAsBlocks();
    }

    @Override
    public Scope initializeBlock(Scope outer, BlockInfo block) {
        return section.initializeBlock(outer, block);
    }

    @Override
    public MissingEndTagStrategy missingEndTagStrategy() {
        return section.missingEndTagStrategy();
    }
}
