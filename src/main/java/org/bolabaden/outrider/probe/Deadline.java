package org.bolabaden.outrider.probe;

/** Something that is under way and must not take for ever. */
abstract class Deadline extends DueQueue.Entry {
    final Target target;

    Deadline(Target target) {
        this.target = target;
    }

    /** Its time has come. */
    abstract void strike(long now);

    /** Ends it without a result: nobody wants to know any more. */
    abstract void abandon();
}
