/**
 * The HTTP API, version 1: calls, their JSON, problem documents, idempotency keys and the OpenAPI document. Owns how the outside speaks
 * to Tideover. Refuses to hold a rule: what may be done is decided by the modules, and said here in HTTP's words.
 */
@NullMarked
package io.tideover.portal.api;

import org.jspecify.annotations.NullMarked;
