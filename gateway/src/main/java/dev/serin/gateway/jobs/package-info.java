/** Classifications whose answers are asked for later. */
@NullMarked
package dev.serin.gateway.jobs;

import org.jspecify.annotations.NullMarked;
