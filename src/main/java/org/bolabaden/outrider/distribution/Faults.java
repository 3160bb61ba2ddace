package org.bolabaden.outrider.distribution;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.bolabaden.outrider.observe.Visible;
import org.bolabaden.outrider.process.Commands.Result;

/** Makes one line of what git said when it failed: the line that names the fault, what to do, and no secret. */
final class Faults {
    private static final Pattern USER_OF_URL = Pattern.compile("://[^/@\\s']+@");
    private static final Pattern TELLING =
            Pattern.compile("(?:fatal|error|ERROR|remote|ssh): .*|.*(?:Permission denied|verification failed).*");
    private static final int LONGEST = 300;

    private static final Map<Pattern, String> REMEDIES = Map.of(
            Pattern.compile("could not read (Username|Password)|Authentication failed|error: 40[13]"),
            "see that token_file holds a token that may read the repository",
            Pattern.compile("Permission denied"),
            "see that key_file is a key that may read the repository, readable by this user alone",
            Pattern.compile("Host key verification failed|host key"),
            "put the server's present key into known_hosts_file");

    private Faults() {}

    /**
     * The line.
     *
     * @param what was tried, such as {@code git fetch}
     */
    static String line(String what, Result result) {
        return switch (result) {
            case Result.NotStarted not ->
                "git cannot be started (" + not.reason() + "); install git, or set method: none";
            case Result.TimedOut late ->
                what + " did not end within " + late.limit().toSeconds() + " s; is the repository reachable?";
            case Result.Stopped stopped -> what + " was stopped";
            case Result.Ended ended -> what + ": " + told(ended);
        };
    }

    private static String told(Result.Ended ended) {
        List<String> lines = ended.output().lines().map(String::strip).toList();
        String said = lines.stream()
                .filter(line -> TELLING.matcher(line).matches())
                .findFirst()
                .or(() -> lines.stream().filter(line -> !line.isEmpty()).reduce((first, last) -> last))
                .orElse("ended with exit code " + ended.exit());
        String cut = Visible.line(USER_OF_URL.matcher(said).replaceAll("://"), LONGEST);
        return REMEDIES.entrySet().stream()
                .filter(remedy -> remedy.getKey().matcher(ended.output()).find())
                .map(remedy -> cut + "; " + remedy.getValue())
                .findFirst()
                .orElse(cut);
    }
}
