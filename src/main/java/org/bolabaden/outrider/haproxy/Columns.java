package org.bolabaden.outrider.haproxy;

import java.util.HashMap;
import java.util.Map;

/** A table's header: columns are found by name, so that new ones of a later HAProxy do no harm. */
final class Columns {
    private final Map<String, Integer> index = new HashMap<>();

    Columns(String[] names) {
        for (int i = 0; i < names.length; i++) {
            index.putIfAbsent(names[i].strip(), i);
        }
    }

    boolean has(String... names) {
        for (String name : names) {
            if (!index.containsKey(name)) {
                return false;
            }
        }
        return true;
    }

    /** The cell of that column; an absent one is empty. */
    String text(String[] row, String name) {
        Integer column = index.get(name);
        return column == null || column >= row.length ? "" : row[column];
    }

    /** The cell as a number; an absent one, or one that is no number, is 0. */
    long number(String[] row, String name) {
        String text = text(row, name);
        if (text.isEmpty() || text.length() > 19) {
            return 0;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }
}
