package org.bolabaden.outrider;

import java.time.Duration;
import java.util.function.LongConsumer;
import org.bolabaden.outrider.haproxy.ApplierListener;

/**
 * Passes on which plans HAProxy was read to follow.
 *
 * @param proven takes a plan's number; called on the applier's thread, must be quick
 */
record ProofListener(LongConsumer proven) implements ApplierListener {
    @Override
    public void applied(long sequence, Duration sinceCause, int commands) {
        proven.accept(sequence);
    }
}
