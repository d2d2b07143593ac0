/**
 * What a rollout writes down, and what follows from it. Pure but for the shape of JSON: the
 * controller, the simulator and the replay write the same bytes for the same moves.
 */
@NullMarked
package dev.serin.gateway.rollout.journal;

import org.jspecify.annotations.NullMarked;
