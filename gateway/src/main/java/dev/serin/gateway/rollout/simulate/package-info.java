/**
 * Rollouts on a simulated clock: the classes that decide in production, fed with made-up traffic,
 * and the rules of other tools beside them. What it says about the gate is only as good as the
 * traffic models; each says what it draws.
 */
@NullMarked
package dev.serin.gateway.rollout.simulate;

import org.jspecify.annotations.NullMarked;
