/** Drives rollouts: looks at them, takes commands, writes down, and only then acts. */
@NullMarked
package dev.serin.gateway.rollout.control;

import org.jspecify.annotations.NullMarked;
