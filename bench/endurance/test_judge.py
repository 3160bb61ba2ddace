"""The judge can say no: python3 -m unittest discover -s bench -p 'test_*.py'."""

import random
import unittest

from endurance.judge import LONG, SHORT, Rule, TooShort, judge, theil_sen

EVERY = 10
TWO_HOURS = 7200
WARM_UP = 600
MEMORY = next(rule for rule in LONG if rule.column == "rss_mib")
DESCRIPTORS = next(rule for rule in LONG if rule.column == "descriptors")
CHECKS = next(rule for rule in LONG if rule.column == "checks_per_s")


def series(column, value, seconds=TWO_HOURS):
    return [{"t": t, column: value(t)} for t in range(0, seconds, EVERY)]


def finding(rule, value, seconds=TWO_HOURS, warm_up=WARM_UP):
    (found,) = judge(series(rule.column, value, seconds), warm_up, [rule])
    return found


class JudgeTest(unittest.TestCase):
    def setUp(self):
        self.chance = random.Random(7)

    def noisy(self, level, noise):
        return lambda t: level + self.chance.uniform(-noise, noise)

    def test_noise_about_a_level_is_flat(self):
        self.assertTrue(finding(MEMORY, self.noisy(60, 8)).flat)

    def test_a_collector_that_fills_and_empties_its_heap_is_flat(self):
        self.assertTrue(finding(MEMORY, lambda t: 55 + t % 310 / 310 * 12).flat)

    def test_growth_during_warm_up_is_forgiven(self):
        self.assertTrue(finding(MEMORY, lambda t: 30 + min(t, WARM_UP) / 20).flat)

    def test_a_leak_of_eight_bytes_a_check_is_seen_through_the_noise(self):
        per_second = 8 * 600 / 2**20
        noise = self.noisy(60, 4)
        self.assertFalse(finding(MEMORY, lambda t: noise(t) + per_second * t).flat)

    def test_a_descriptor_that_every_twentieth_reader_leaves_behind_is_seen(self):
        noise = self.noisy(80, 10)
        self.assertFalse(finding(DESCRIPTORS, lambda t: noise(t) + t // (15 * 20)).flat)

    def test_a_leak_that_begins_in_the_last_third_is_seen(self):
        self.assertFalse(finding(DESCRIPTORS, lambda t: 80 + max(0, t - 4800) / 60).flat)

    def test_a_step_that_is_never_undone_is_seen(self):
        self.assertFalse(finding(DESCRIPTORS, lambda t: 80 + (20 if t > 3600 else 0)).flat)

    def test_bursts_in_a_tenth_of_the_samples_are_forgiven(self):
        self.assertTrue(finding(DESCRIPTORS, lambda t: 80 + (500 if self.chance.random() < 0.1 else 0)).flat)

    def test_a_machine_that_is_busy_with_something_else_is_forgiven(self):
        self.assertTrue(finding(DESCRIPTORS, lambda t: 20 + (self.chance.uniform(0, 70) if t > 3600 and self.chance.random() < 0.7 else 0)).flat)
        self.assertTrue(finding(CHECKS, lambda t: self.chance.uniform(150, 620) if t < 3600 else self.chance.uniform(560, 640)).flat)

    def test_a_leak_is_seen_on_a_busy_machine(self):
        self.assertFalse(finding(DESCRIPTORS, lambda t: 20 + t // 300 + (self.chance.uniform(0, 70) if self.chance.random() < 0.7 else 0)).flat)
        self.assertFalse(finding(CHECKS, lambda t: self.chance.uniform(150, 620) * (1 + t / TWO_HOURS)).flat)

    def test_what_falls_is_flat_unless_it_is_judged_both_ways(self):
        self.assertTrue(finding(DESCRIPTORS, lambda t: 200 - t / 100).flat)
        self.assertFalse(finding(CHECKS, lambda t: 500 - t / 50).flat)

    def test_the_slope_alone_can_condemn(self):
        rule = Rule("x", "x", 0, 9.5)
        found = finding(rule, lambda t: t / 600, warm_up=0)
        self.assertLess(found.last - found.first, found.allowance)
        self.assertGreater(found.slope, found.allowance)
        self.assertFalse(found.flat)

    def test_the_short_form_sees_a_leak_too(self):
        rule = next(rule for rule in SHORT if rule.column == "threads")
        self.assertFalse(finding(rule, lambda t: 30 + t // 20, seconds=300, warm_up=60).flat)

    def test_each_rule_is_broken_by_a_column_that_trebles(self):
        for rule in LONG + SHORT:
            with self.subTest(rule=rule):
                scale = max(1.0, rule.absolute)
                self.assertFalse(finding(rule, lambda t: scale * (1 + 2 * t / TWO_HOURS) * 2, warm_up=0).flat)

    def test_too_few_samples_are_no_verdict(self):
        with self.assertRaises(TooShort):
            finding(MEMORY, lambda t: 60, seconds=100, warm_up=0)

    def test_a_column_that_was_never_sampled_is_no_verdict(self):
        with self.assertRaises(TooShort):
            judge(series("threads", lambda t: 30), 0, [MEMORY])

    def test_theil_sen_is_the_slope_of_a_line_with_outliers(self):
        points = [(t, 3 * t + (1e6 if t % 10 == 0 else 0)) for t in range(100)]
        self.assertAlmostEqual(theil_sen(points), 3, delta=0.5)


if __name__ == "__main__":
    unittest.main()
