/**
 * What another configuration would have done: a grid of configurations ({@link
 * io.memsim.whatif.Grid}) simulated over one workload ({@link io.memsim.whatif.Sweep}), the
 * smallest one that meets a goal ({@link io.memsim.whatif.Goal}), and what to change and why
 * ({@link io.memsim.whatif.Advice}).
 *
 * <p>Nothing here knows Spark's rules: whatever is said of a configuration comes from simulating
 * it. A question that cannot be asked is a {@link io.memsim.whatif.WhatIfException}.
 *
 * @serial exclude
 */
@NullMarked
package io.memsim.whatif;

import org.jspecify.annotations.NullMarked;
