/** What is served: the models, their versions and how each of them is. */
@NullMarked
package dev.serin.gateway.catalog;

import org.jspecify.annotations.NullMarked;
