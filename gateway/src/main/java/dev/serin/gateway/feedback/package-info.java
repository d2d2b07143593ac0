/** What people say of answers. */
@NullMarked
package dev.serin.gateway.feedback;

import org.jspecify.annotations.NullMarked;
