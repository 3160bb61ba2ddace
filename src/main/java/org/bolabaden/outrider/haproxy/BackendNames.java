package org.bolabaden.outrider.haproxy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** How operators dress up a service's name when they name its backend: {@code be_redis-main}, {@code redis_main_back}. */
final class BackendNames {
    private static final List<String> PREFIXES = List.of("be-", "bk-", "backend-");
    private static final List<String> SUFFIXES = List.of("-back", "-backend", "-servers", "-be", "-bk");

    private BackendNames() {}

    /** The services' names, plain, that this backend's name could mean. */
    static Set<String> meanings(String haproxyBackend) {
        String name = plain(haproxyBackend);
        Set<String> forms = new LinkedHashSet<>(Set.of(name));
        PREFIXES.stream().filter(name::startsWith).forEach(prefix -> forms.add(name.substring(prefix.length())));
        for (String form : List.copyOf(forms)) {
            SUFFIXES.stream()
                    .filter(form::endsWith)
                    .forEach(suffix -> forms.add(form.substring(0, form.length() - suffix.length())));
        }
        return forms;
    }

    /** The name without case and with one separator. */
    static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('.', '-').replace('_', '-');
    }
}
