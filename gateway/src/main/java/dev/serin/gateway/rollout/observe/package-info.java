/** What is seen of a rollout while it serves: counts what may be counted, and nothing else. */
@NullMarked
package dev.serin.gateway.rollout.observe;

import org.jspecify.annotations.NullMarked;
