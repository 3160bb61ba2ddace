package org.bolabaden.outrider.health;

import org.bolabaden.outrider.registry.Backend;

/**
 * A backend's verdict changed, or its address did.
 *
 * @param backend which
 * @param before what was held of it
 * @param after what is held now
 */
public record VerdictChange(Backend backend, Verdict before, Verdict after) {}
