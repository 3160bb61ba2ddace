package org.bolabaden.outrider.registry;

import java.util.Optional;

/**
 * A share in whole per cent.
 *
 * @param points 0 to 100
 */
public record Percent(int points) implements Comparable<Percent> {
    /** All of it. */
    public static final Percent FULL = new Percent(100);

    public Percent {
        if (points < 0 || points > 100) {
            throw new IllegalArgumentException("not a percentage: " + points + " (0 to 100)");
        }
    }

    /** Reads {@code 30%}; empty for anything else. */
    static Optional<Percent> parse(String text) {
        return text.matches("[0-9]{1,3}%")
                ? Optional.of(new Percent(Integer.parseInt(text.substring(0, text.length() - 1))))
                : Optional.empty();
    }

    /** That share of a weight, rounded; at least 1, because weight 0 takes no sessions; 0 stays 0. */
    public Weight of(Weight weight) {
        return weight.value() == 0 ? weight : new Weight(Math.max(1, Math.round(weight.value() * points / 100f)));
    }

    @Override
    public int compareTo(Percent other) {
        return Integer.compare(points, other.points);
    }

    @Override
    public String toString() {
        return points + "%";
    }
}
