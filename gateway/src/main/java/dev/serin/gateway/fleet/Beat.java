package dev.serin.gateway.fleet;

/**
 * What a gateway learns each time it looks at the lease.
 *
 * @param owner whether the lease is its own
 * @param term how often the lease has changed hands; 0 where there is only one gateway
 * @param revision rises with every move of a rollout and every notice, so that whoever finds it as
 *     it was need not look further
 * @param holder names the owner, for people; empty where there is none
 */
public record Beat(boolean owner, long term, long revision, String holder) {}
