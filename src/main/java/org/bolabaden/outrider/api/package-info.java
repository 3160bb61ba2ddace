/**
 * The HTTP interface: status, services, backends, plan and events as JSON, health for orchestrators, errors as RFC 9457
 * problems. Reads the other stages' snapshots, changes nothing by itself.
 */
@NullMarked
package org.bolabaden.outrider.api;

import org.jspecify.annotations.NullMarked;
