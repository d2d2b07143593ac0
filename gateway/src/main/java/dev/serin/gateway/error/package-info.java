/** What went wrong, in the words of RFC 9457, and how a failure becomes that. */
@NullMarked
package dev.serin.gateway.error;

import org.jspecify.annotations.NullMarked;
