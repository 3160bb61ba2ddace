/**
 * The fourth stage: deciding. In come the registry, what is held of each backend, what is drained, the time, and what the
 * last plan left to remember ({@link org.bolabaden.outrider.plan.Circumstances}); out goes one immutable, consistent
 * {@link org.bolabaden.outrider.plan.Plan}: what state and weight every server shall have, and when time alone could change
 * it. Pure: no clock. It also says whose events are muted.
 */
@NullMarked
package org.bolabaden.outrider.plan;

import org.jspecify.annotations.NullMarked;
