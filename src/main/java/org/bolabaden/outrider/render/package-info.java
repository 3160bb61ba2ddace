/**
 * The fifth stage: configuration files for the proxies. In come the plan and this node's settings; out go files that were
 * rendered, checked, written whole and made live, or an event that says why not.
 *
 * <p>{@link org.bolabaden.outrider.render.Model} is what templates see, {@link org.bolabaden.outrider.render.Renderer}
 * fills them in. A file that a check refuses never replaces another one.
 */
@NullMarked
package org.bolabaden.outrider.render;

import org.jspecify.annotations.NullMarked;
