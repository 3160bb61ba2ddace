package org.bolabaden.outrider.haproxy;

/**
 * That a worker was read to be as a plan wants it.
 *
 * @param workerPid the worker
 * @param sequence the plan's number; 0: no plan was submitted yet, and there is nothing to prove
 */
public record Proof(long workerPid, long sequence) {}
