/** The manifests of {@code k8s/}: read strictly, and what must be true of them. */
@NullMarked
package dev.serin.gateway.k8s;

import org.jspecify.annotations.NullMarked;
