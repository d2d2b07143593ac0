/** What a rollout sees of the serving path. */
@NullMarked
package dev.serin.gateway.rollout.observe;

import org.jspecify.annotations.NullMarked;
