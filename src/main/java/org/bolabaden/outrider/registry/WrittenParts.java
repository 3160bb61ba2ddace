package org.bolabaden.outrider.registry;

import java.util.List;

/**
 * The checks that are one, as they are written under {@code all:} or {@code any:}.
 *
 * @param mode how many must pass
 * @param parts each is laid over the check that it is part of; 1 to 16
 */
record WrittenParts(Check.Several.Mode mode, List<WrittenCheck> parts) {}
