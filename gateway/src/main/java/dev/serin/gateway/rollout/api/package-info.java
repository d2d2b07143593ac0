/** Rollouts over HTTP, on the management port. */
@NullMarked
package dev.serin.gateway.rollout.api;

import org.jspecify.annotations.NullMarked;
