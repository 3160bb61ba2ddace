package org.bolabaden.outrider.simulation;

/**
 * That a rule was broken.
 *
 * @param rule its number in the contract, 1 to 7; 0: the product told of a fault of its own; 8: it did not converge
 * @param what how, for people
 * @param at when, in milliseconds
 */
record Violation(int rule, String what, long at) {
    @Override
    public String toString() {
        return "rule %d at %.3f s: %s".formatted(rule, at / 1e3, what);
    }
}
