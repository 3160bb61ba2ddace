package org.bolabaden.outrider.health;

/** The rules that make verdicts. The word is the contract's: API, {@code explain}. */
public enum Rule {
    /** Nothing gets traffic before its first check, and that one decides at once. */
    FIRST_CHECK("first_check"),
    /** So many checks in a row failed. */
    FALL("fall"),
    /** So many checks in a row passed. */
    RISE("rise"),
    /** It comes and goes: {@link Flap}. */
    FLAP("flap"),
    /** Nothing answers any more, so what was held before stays: {@link Silence}. */
    ISOLATION("isolation"),
    /** It was serving when this process started. */
    ADOPTED("adopted"),
    /** Not judged here: an assumption, or another sidecar's word. */
    TOLD("told");

    private final String word;

    Rule(String word) {
        this.word = word;
    }

    /** The word in the API. */
    public String word() {
        return word;
    }
}
