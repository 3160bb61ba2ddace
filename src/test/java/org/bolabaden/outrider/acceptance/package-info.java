/**
 * The promise as a whole: three nodes as hosts of a network of their own, each with Traefik, HAProxy, the sidecar, a Redis, a
 * Sentinel and some sites, a public DNS and a certificate authority in front, and visitors who never stop asking. Every line of
 * the first user's checklist and every failure story is a test; what each cost is written to docs/ACCEPTANCE.md.
 */
package org.bolabaden.outrider.acceptance;
