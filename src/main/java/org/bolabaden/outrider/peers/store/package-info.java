/**
 * Carries what the sidecars of a large fleet say of themselves through a Redis or an etcd that the fleet has: {@link
 * org.bolabaden.outrider.peers.store.RedisCarrier}, {@link org.bolabaden.outrider.peers.store.EtcdCarrier}. Each node has a key
 * that expires; what changes is told at once, by a message or a watch, and found by the next look anyway. A store that fails is
 * told of, and tried again at the next interval. What the words mean is {@code peers}' business.
 */
@NullMarked
package org.bolabaden.outrider.peers.store;

import org.jspecify.annotations.NullMarked;
