/**
 * {@code serin bench}: a load generator whose send times do not depend on the answers, and what it
 * says of them. {@link dev.serin.gateway.load.Turn} decides and counts, and knows no socket.
 */
@NullMarked
package dev.serin.gateway.load;

import org.jspecify.annotations.NullMarked;
