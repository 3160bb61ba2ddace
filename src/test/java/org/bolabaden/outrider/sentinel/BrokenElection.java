package org.bolabaden.outrider.sentinel;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.bolabaden.outrider.registry.Endpoint;

/** Elections that each lack one rule: the model must catch every one. */
enum BrokenElection implements BiFunction<Situation, Set<Endpoint>, Ruling> {
    /** Believes an epoch before the one that was decided at. */
    WITHOUT_THE_EPOCH_RULE {
        @Override
        public Ruling apply(Situation now, Set<Endpoint> listed) {
            Standing standing = now.standing();
            return Election.decide(
                    standing(now, new Standing(standing.primary(), Epoch.ZERO, standing.since(), false, "")), listed);
        }
    },
    /** Believes a single sentinel. */
    WITH_A_MAJORITY_OF_ONE {
        @Override
        public Ruling apply(Situation now, Set<Endpoint> listed) {
            return Election.decide(sized(now, 1), listed);
        }
    },
    /** Counts only those that are heard. */
    WITH_A_MAJORITY_OF_THE_HEARD {
        @Override
        public Ruling apply(Situation now, Set<Endpoint> listed) {
            return Election.decide(sized(now, now.voices().size()), listed);
        }
    },
    /** Counts everybody who is heard, whoever they are. */
    WITH_ANYBODY_A_MEMBER {
        @Override
        public Ruling apply(Situation now, Set<Endpoint> listed) {
            Roster roster = roster(now, now.heard().keySet(), now.roster().size());
            return Election.decide(new Situation(roster, now.heard(), now.roles(), now.standing(), now.now()), listed);
        }
    },
    /** Asks nobody whether it is a master. */
    WITHOUT_ROLE {
        @Override
        public Ruling apply(Situation now, Set<Endpoint> listed) {
            Map<Endpoint, Roles.Answer> all = new HashMap<>();
            listed.forEach(one -> all.put(one, new Roles.Answer(new RedisRole.Master(), now.now())));
            return Election.decide(roles(now, all), listed);
        }
    },
    /** Believes an answer of ROLE for good. */
    WITH_STALE_ROLES {
        @Override
        public Ruling apply(Situation now, Set<Endpoint> listed) {
            Map<Endpoint, Roles.Answer> all = new HashMap<>();
            now.roles().answers().forEach((one, role) -> all.put(one, new Roles.Answer(role.role(), now.now())));
            return Election.decide(roles(now, all), listed);
        }
    },
    /** Whoever says master is it. */
    BY_ROLE_ALONE {
        @Override
        public Ruling apply(Situation now, Set<Endpoint> listed) {
            return now.roles().answers().keySet().stream()
                    .filter(one -> listed.contains(one)
                            && now.saysMaster(one)
                            && !now.standing().is(one))
                    .findFirst()
                    .<Ruling>map(one -> new Ruling.Offer(one, now.standing().epoch(), false, "it says so"))
                    .orElse(new Ruling.Keep("nobody says so"));
        }
    },
    /** Takes over what a single sentinel leads, whoever voted. */
    WITHOUT_COUNTING_VOTES {
        @Override
        public Ruling apply(Situation now, Set<Endpoint> listed) {
            return now.voices().stream()
                    .flatMap(voice -> voice.attempt().stream())
                    .filter(attempt -> attempt.epoch().after(now.standing().epoch()))
                    .flatMap(attempt -> attempt
                            .replica()
                            .filter(one -> listed.contains(one) && now.saysMaster(one))
                            .map(one -> new Ruling.Offer(one, attempt.epoch(), true, "a sentinel leads it"))
                            .stream())
                    .findFirst()
                    .<Ruling>map(offer -> offer)
                    .orElseGet(() -> Election.decide(now, listed));
        }
    },
    /** Never goes from one to another at one epoch: a failover that was voted for and given up never ends. */
    WITHOUT_SUCCESSION {
        @Override
        public Ruling apply(Situation now, Set<Endpoint> listed) {
            Ruling ruling = Election.decide(now, listed);
            return ruling instanceof Ruling.Offer offer
                            && now.standing().primary().isPresent()
                            && !offer.epoch().after(now.standing().epoch())
                    ? new Ruling.Keep("not later")
                    : ruling;
        }
    },
    /** Waits for good for whoever names the latest epoch. */
    WITHOUT_OUTLIERS {
        @Override
        public Ruling apply(Situation now, Set<Endpoint> listed) {
            Map<SentinelId, Sentinel> level = new HashMap<>(now.heard());
            level.replaceAll((id, one) -> new Sentinel(
                    one.address(),
                    one.others(),
                    one.view(),
                    one.since(),
                    Optional.empty(),
                    one.clock(),
                    one.votes(),
                    one.attempt(),
                    one.tilt()));
            return Election.decide(new Situation(now.roster(), level, now.roles(), now.standing(), now.now()), listed);
        }
    };

    private static Situation standing(Situation now, Standing standing) {
        return new Situation(now.roster(), now.heard(), now.roles(), standing, now.now());
    }

    private static Situation roles(Situation now, Map<Endpoint, Roles.Answer> answers) {
        Roles roles = new Roles(answers, now.roles().listening(), now.now());
        return new Situation(now.roster(), now.heard(), roles, now.standing(), now.now());
    }

    private static Situation sized(Situation now, int size) {
        Roster roster = roster(now, now.roster().members(), size);
        return new Situation(roster, now.heard(), now.roles(), now.standing(), now.now());
    }

    private static Roster roster(Situation now, Set<SentinelId> members, int size) {
        Roster roster = now.roster();
        return new Roster(members, size, roster.named(), roster.reported(), roster.places());
    }
}
