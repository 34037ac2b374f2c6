/**
 * A kit for property-testing what an executor's memory does, and eviction rules above all, with
 * jqwik.
 *
 * <ul>
 *   <li>{@link io.memsim.testkit.MemoryArbitraries} generates configurations, blocks, levels, sizes
 *       and whole sequences of operations;
 *   <li>{@link io.memsim.testkit.MemoryActions} offers the operations as jqwik's stateful actions
 *       over a {@link io.memsim.testkit.MemoryRun}, whose failures print the shrunk operations as a
 *       memory trace;
 *   <li>{@link io.memsim.testkit.MemoryInvariants} checks what holds after every operation;
 *   <li>{@link io.memsim.testkit.EvictionContract} is extended by the test of an {@link
 *       io.memsim.policy.EvictionPolicy};
 *   <li>{@link io.memsim.testkit.MemoryAssertions} says in one line what an example expects.
 * </ul>
 *
 * <p>Its users bring jqwik, and Jackson's streaming core for the traces. Nothing in it is meant for
 * more than one thread.
 */
@NullMarked
package io.memsim.testkit;

import org.jspecify.annotations.NullMarked;
