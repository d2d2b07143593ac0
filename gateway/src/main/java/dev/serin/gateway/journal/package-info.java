/** The durable journal: rollouts, feedback and usage in an SQL database. */
@NullMarked
package dev.serin.gateway.journal;

import org.jspecify.annotations.NullMarked;
