package org.bolabaden.outrider.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@link SentinelSettings} as they are written: hosts may be names of nodes, and paths relative. */
record WrittenSentinel(
        String master,
        List<Located<Endpoint>> sentinels,
        Optional<Check.Redis.Login> redis,
        Optional<Check.Redis.Login> login,
        CheckTls redisTls,
        CheckTls sentinelTls,
        Optional<Duration> isolation) {

    SentinelSettings resolve(CheckKind.Surroundings here, Problems problems) {
        return new SentinelSettings(
                master,
                reached(here, problems),
                redis.map(written -> resolve(written, here)),
                login.map(written -> resolve(written, here)),
                CheckTlsForm.resolve(redisTls, here),
                CheckTlsForm.resolve(sentinelTls, here),
                isolation);
    }

    /** One that is listed twice, be it under two names, would count twice in every majority. */
    private List<Endpoint> reached(CheckKind.Surroundings here, Problems problems) {
        Claims once = new Claims("duplicate sentinel", problems);
        List<Endpoint> reached = new ArrayList<>();
        for (Located<Endpoint> written : sentinels) {
            Endpoint at = written.value();
            Endpoint target = new Endpoint(here.addressOf().apply(at.host()), at.port());
            once.claim(new Endpoint(NodeDirectory.lower(target.host()), target.port()), written);
            reached.add(target);
        }
        return reached;
    }

    private static Check.Redis.Login resolve(Check.Redis.Login written, CheckKind.Surroundings here) {
        return new Check.Redis.Login(written.user(), here.file().apply(written.passwordFile()));
    }
}
