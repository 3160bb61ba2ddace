/**
 * The fourth stage: deciding. In come the registry and the verdicts; out goes one immutable, consistent
 * {@link org.bolabaden.outrider.plan.Plan}: what state and weight every server shall have. Pure.
 */
@NullMarked
package org.bolabaden.outrider.plan;

import org.jspecify.annotations.NullMarked;
