/**
 * What this program tells the service manager that started it: in comes whether it works, out go {@code READY=1},
 * {@code WATCHDOG=1} and the like. Where no service manager asks for that, nothing of it runs.
 */
@NullMarked
package org.bolabaden.outrider.systemd;

import org.jspecify.annotations.NullMarked;
