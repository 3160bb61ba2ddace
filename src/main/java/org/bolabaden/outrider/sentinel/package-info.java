/**
 * Who a Redis service's primary is. In come what each sentinel says (views, votes, events) and what each Redis says of itself
 * (ROLE); out goes, for each service, one {@link org.bolabaden.outrider.sentinel.Primary}: the backend that sessions may go to,
 * or none. The decision ({@code Election}, {@code Follower}) is pure; connections to sentinels and servers live in
 * the shell around it. It never offers two, and never one that a later epoch has replaced.
 */
@NullMarked
package org.bolabaden.outrider.sentinel;

import org.jspecify.annotations.NullMarked;
