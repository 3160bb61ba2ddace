/**
 * A deterministic simulation of the whole core: two to four nodes with the product's own classes, in one thread, with a
 * virtual clock and one seeded source of chance. The world around them is a model: a network, backends, HAProxy and its
 * workers, sentinels and Redis, peers, disks, an editor of registries, a DNS zone. After every step {@code Rules} looks
 * whether one of the seven rules that are never broken is broken; a failing seed, made smaller, is the bug report.
 */
package org.bolabaden.outrider.simulation;
