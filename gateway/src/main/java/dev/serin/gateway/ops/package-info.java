/** For those who run Serin: health, metrics, access log. */
@NullMarked
package dev.serin.gateway.ops;

import org.jspecify.annotations.NullMarked;
