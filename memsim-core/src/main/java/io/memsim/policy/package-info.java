/**
 * The order in which blocks leave memory: {@link io.memsim.policy.EvictionPolicy} and what it is
 * asked. Spark's constraints (memory mode, same RDD, locks, all or nothing) are not a policy's
 * business: they are applied around any of them.
 */
@NullMarked
package io.memsim.policy;

import org.jspecify.annotations.NullMarked;
