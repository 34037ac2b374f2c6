/**
 * Text that others wrote, as error messages show it, and what two lists of texts have in common.
 * Used by all packages; no part of the public API.
 */
@NullMarked
package io.memsim.internal.text;

import org.jspecify.annotations.NullMarked;
