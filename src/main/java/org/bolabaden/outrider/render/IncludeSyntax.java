package org.bolabaden.outrider.render;

import io.quarkus.qute.IncludeSectionHelper;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code {#include file /}} and {@code {#include file$fragment /}}, so that the file is one beside the template. */
final class IncludeSyntax extends IncludeSectionHelper.Factory {
    private static final Pattern WITH_FRAGMENT = Pattern.compile("(.*)(\\$[a-zA-Z0-9_]+)");

    private final TemplateFiles files;

    IncludeSyntax(TemplateFiles files) {
        this.files = files;
    }

    @Override
    protected @Nullable String getTemplateId(SectionInitContext context) {
        String written = super.getTemplateId(context);
        if (written == null) {
            return null;
        }
        Matcher fragment = WITH_FRAGMENT.matcher(written);
        String name = fragment.matches() ? fragment.group(1) : written;
        // Without a file it is a fragment of the template itself.
        return name.isEmpty() ? written : find(context, name) + written.substring(name.length());
    }

    private String find(SectionInitContext context, String name) {
        try {
            return files.find(context.getOrigin().getTemplateId(), name);
        } catch (TemplateException refused) {
            throw io.quarkus.qute.TemplateException.builder()
                    .message("{refused}")
                    .argument("refused", refused.getMessage())
                    .origin(context.getOrigin())
                    .build();
        }
    }
}
