/**
 * Gateways that share a journal: which of them drives the rollouts, and what they tell each other.
 */
@NullMarked
package dev.serin.gateway.fleet;

import org.jspecify.annotations.NullMarked;
