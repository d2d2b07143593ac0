/**
 * When a rollout goes on, waits or ends. Pure: what was seen and what time it is comes in, what to
 * do goes out, and somebody else does it.
 */
@NullMarked
package dev.serin.gateway.rollout.decision;

import org.jspecify.annotations.NullMarked;
