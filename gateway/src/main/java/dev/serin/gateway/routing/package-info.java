/** Which version answers a request. Pure: no clock, no network. */
@NullMarked
package dev.serin.gateway.routing;

import org.jspecify.annotations.NullMarked;
