/**
 * The first stage: what the user wrote. In come services.yaml with its includes and watcher.yaml; out go one immutable
 * {@link org.bolabaden.outrider.registry.Registry} and this node's
 * {@link org.bolabaden.outrider.registry.NodeSettings}, or a list of errors that each name file, line and column.
 *
 * <p>Nothing here judges, resolves a name or talks to a network, and a file with an error never replaces what runs.
 */
@NullMarked
package org.bolabaden.outrider.registry;

import org.jspecify.annotations.NullMarked;
