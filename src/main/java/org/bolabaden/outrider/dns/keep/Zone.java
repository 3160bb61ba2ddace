package org.bolabaden.outrider.dns.keep;

import java.util.List;
import org.bolabaden.outrider.dns.Change;
import org.bolabaden.outrider.dns.ZoneRecord;

/** A zone at its provider. For one thread; each call blocks, up to its deadlines. */
public interface Zone {
    /**
     * All address records of the names, anew.
     *
     * @throws InterruptedException when the thread is to end
     */
    List<ZoneRecord> records(List<String> names) throws ZoneException, InterruptedException;

    /**
     * Makes one change, which was planned for what {@link #records} returned last. When it fails it may have been made all the same.
     *
     * @throws ZoneException a {@linkplain ZoneException#isConflict() conflict} when the zone is not as it was read
     * @throws InterruptedException when the thread is to end
     */
    void apply(Change change) throws ZoneException, InterruptedException;
}
