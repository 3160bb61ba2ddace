/**
 * The runtime applier: makes the running HAProxy match the {@link org.bolabaden.outrider.plan.Plan} over its runtime
 * socket. It reads what is, computes the difference, sends it in batches and proves it; on every change, every two
 * seconds, and whenever the worker's pid changes. No step trusts that an earlier command arrived.
 */
@NullMarked
package org.bolabaden.outrider.haproxy;

import org.jspecify.annotations.NullMarked;
