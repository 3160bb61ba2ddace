package org.bolabaden.outrider.blackbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a power cut could undo what a program did to its files, by the calls that it made: a file is flushed before it
 * takes another's name, and the directory that names it afterwards.
 */
final class Durability {
    private final Set<Path> unflushed = new LinkedHashSet<>();
    private final Set<Path> unnamed = new LinkedHashSet<>();
    private final List<String> broken = new ArrayList<>();

    private Durability() {}

    /** What is wrong; empty: nothing. Files that only grow, as logs do, are nobody's promise. */
    static List<String> broken(List<CrashShim.Call> calls) {
        Durability durability = new Durability();
        calls.forEach(durability::next);
        durability.unnamed.forEach(
                directory -> durability.broken.add(directory + " was never flushed after its last change"));
        return durability.broken;
    }

    private void next(CrashShim.Call call) {
        switch (call.what()) {
            case "write" -> unflushed.add(call.path());
            case "fsync", "fdatasync" -> {
                unflushed.remove(call.path());
                unnamed.remove(call.path());
            }
            case "rename" -> renamed(call);
            case "mkdir" -> {
                if (call.result() == 0) {
                    unnamed.add(call.path().getParent());
                }
            }
            default -> {}
        }
    }

    private void renamed(CrashShim.Call call) {
        if (call.result() != 0) {
            return;
        }
        unflushed.stream()
                .filter(file -> file.startsWith(call.path()))
                .forEach(file -> broken.add(file + " was not flushed before it became " + call.other()));
        unnamed.stream()
                .filter(directory -> directory.startsWith(call.path()))
                .forEach(directory -> broken.add(directory + " was not flushed before it became " + call.other()));
        unnamed.add(call.other().getParent());
    }
}
