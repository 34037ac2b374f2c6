package io.memsim.bench.suite;

import io.memsim.bench.ConsumerSpill;
import io.memsim.bench.EvictingPut;
import io.memsim.bench.ExecutionMemory;
import io.memsim.bench.ExecutionReclaim;
import io.memsim.bench.ExecutorCreation;
import io.memsim.bench.HeapFootprint;
import io.memsim.bench.RefusedPut;
import io.memsim.bench.ResidentRead;
import io.memsim.bench.StorageMemory;
import io.memsim.bench.TraceReading;
import io.memsim.bench.TraceReplay;
import io.memsim.bench.UnevictablePut;
import io.memsim.bench.UnrolledPut;
import io.memsim.bench.ZipfLru;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One path to be measured.
 *
 * @param path the class of the benchmark
 * @param params parameters that replace those of the class
 */
record Plan(Class<?> path, Map<String, String> params) {

  Plan {
    params = new LinkedHashMap<>(params);
  }

  /** Every path with one set of parameters, small enough to be quick. */
  static List<Plan> quick() {
    return List.of(
        new Plan(ExecutionMemory.class, Map.of("tasks", "64")),
        new Plan(StorageMemory.class, Map.of("tasks", "512")),
        new Plan(ResidentRead.class, Map.of("blocks", "100000", "keys", "uniform", "pin", "true")),
        new Plan(EvictingPut.class, Map.of("blocks", "100000")),
        new Plan(UnevictablePut.class, Map.of("k", "1000", "why", "sameRdd")),
        new Plan(RefusedPut.class, Map.of("k", "1000")),
        new Plan(ExecutionReclaim.class, Map.of("m", "16")),
        new Plan(UnrolledPut.class, Map.of()),
        new Plan(ConsumerSpill.class, Map.of("consumers", "32")),
        new Plan(ZipfLru.class, Map.of("blocks", "10000", "requests", "1000000", "rdds", "own")),
        new Plan(TraceReplay.class, Map.of("trace", "generated", "operations", "1000000")),
        new Plan(TraceReading.class, Map.of("trace", "generated", "lines", "100000")),
        new Plan(ExecutorCreation.class, Map.of()),
        new Plan(HeapFootprint.class, Map.of()));
  }

  /** Every path with all parameters of its class. */
  static List<Plan> full() {
    return quick().stream().map(plan -> new Plan(plan.path(), Map.of())).toList();
  }
}
