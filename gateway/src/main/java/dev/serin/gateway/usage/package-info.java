/** Who asked for what, and what was said of it. */
@NullMarked
package dev.serin.gateway.usage;

import org.jspecify.annotations.NullMarked;
