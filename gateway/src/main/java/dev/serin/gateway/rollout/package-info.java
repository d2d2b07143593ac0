/** Rollouts: what drives them, and what the serving path sees of them. */
@NullMarked
package dev.serin.gateway.rollout;

import org.jspecify.annotations.NullMarked;
