/** Plans of rollouts: read strictly, and held against today's traffic. */
@NullMarked
package dev.serin.gateway.rollout.plan;

import org.jspecify.annotations.NullMarked;
