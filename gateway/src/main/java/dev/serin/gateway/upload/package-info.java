/** The classify request: takes an upload in, bounded and hashed, and answers with its labels. */
@NullMarked
package dev.serin.gateway.upload;

import org.jspecify.annotations.NullMarked;
