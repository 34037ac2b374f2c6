package io.memsim.whatif;

import static io.memsim.whatif.AdviceWords.bytes;
import static io.memsim.whatif.AdviceWords.count;
import static java.util.Comparator.comparingLong;

import io.memsim.block.MemoryMode;
import io.memsim.config.ConfigException;
import io.memsim.config.MemoryConfig;
import io.memsim.config.SparkProperty;
import io.memsim.layout.MemoryLayout;
import io.memsim.simulate.Counts;
import io.memsim.simulate.ExecutorResult;
import io.memsim.simulate.SimulationResult;
import io.memsim.simulate.StageResult;
import io.memsim.whatif.Advice.Topic;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Advice on the size of the memory: too little for a task, for cache and tasks together, too much.
 */
final class MemoryAdvice {
  private static final long MIB = 1L << 20;

  /** Less than this share of the memory in use is worth a word. */
  private static final double USED = 0.6;

  private final SimulationTrial trial;
  private final SimulationResult result;
  private final MemoryLayout layout;

  MemoryAdvice(SimulationTrial trial, SimulationResult result) {
    this.trial = trial;
    this.result = result;
    this.layout = MemoryLayout.of(trial.config(Variant.RECORDED));
  }

  List<Advice> advice() {
    List<Advice> advice = new ArrayList<>();
    partitions(advice);
    execution(advice);
    unused(advice);
    unusedOffHeap(advice);
    idle(advice);
    return advice;
  }

  private void partitions(List<Advice> advice) {
    List<StageResult> spilling =
        result.stages().stream()
            .filter(stage -> stage.counts().spills().memoryBytes() > 0)
            .sorted(comparingLong((StageResult s) -> s.counts().spills().memoryBytes()).reversed())
            .toList();
    if (spilling.isEmpty()) {
      return;
    }
    StageResult worst = spilling.get(0);
    int cores = layout.config().cores();
    Counts.Spills spills = worst.counts().spills();
    advice.add(
        new Advice(
            Topic.PARTITIONS_TOO_BIG,
            Trouble.NONE,
            "The partitions of stage "
                + worst.stage()
                + " are too big for a task's share of execution memory: split them further, or run"
                + " fewer tasks at a time.",
            List.of(
                bytes(spills.memoryBytes())
                    + " spilled in "
                    + count(spills.count(), "spill")
                    + " of its "
                    + count(worst.tasks(), "task"),
                "a task gets at most "
                    + bytes(layout.mostPerTask(cores))
                    + " while "
                    + count(cores, "task")
                    + (cores == 1 ? " runs" : " run")
                    + ", less what storage holds of its region",
                count(spilling.size(), "stage") + " of " + result.stages().size() + " spill")));
  }

  private void execution(List<Advice> advice) {
    Counts.Evictions evictions = result.counts().evictions();
    if (evictions.forExecution() == 0) {
      return;
    }
    List<String> evidence = new ArrayList<>();
    evidence.add(
        evictions.forExecution()
            + " of "
            + count(evictions.count(), "eviction")
            + " of cached blocks made room for execution memory");
    trial.troubles(Variant.RECORDED).stream()
        .filter(trouble -> trouble.kind() == Trouble.Kind.EVICTION_FOR_EXECUTION)
        .limit(2)
        .forEach(trouble -> evidence.add(trouble.describe(trial.workload())));
    advice.add(
        new Advice(
            Topic.EXECUTION_EVICTS,
            Trouble.NONE,
            "Tasks push cached blocks out: give the executor more memory, or storage a larger"
                + " region (spark.memory.storageFraction, now "
                + layout.config().storageFraction()
                + "), or run fewer tasks at a time.",
            evidence));
  }

  /** Only if a smaller heap, tried out, does as well. */
  private void unused(List<Advice> advice) {
    long peak = 0;
    for (ExecutorResult executor : result.executors()) {
      peak = Math.max(peak, executor.peakStorage() + executor.peakExecution());
    }
    if (peak >= USED * layout.unified(MemoryMode.ON_HEAP)) {
      return;
    }
    MemoryConfig config = layout.config();
    long heap =
        config.reserved() + (long) Math.ceil(peak / Math.max(0.01, config.memoryFraction()));
    long enough = Math.max((long) Math.ceil(1.5 * config.reserved()), heap) / MIB + 1;
    if (enough * MIB >= config.heap()) {
      return;
    }
    if (!doesAsWell(Variant.RECORDED.with(MemorySizes.HEAP, enough + "m"))) {
      return;
    }
    List<String> evidence = new ArrayList<>();
    evidence.add(
        "at most "
            + bytes(peak)
            + " of "
            + bytes(layout.unified(MemoryMode.ON_HEAP))
            + " for execution and storage are in use at a time");
    evidence.add(
        "with "
            + bytes(enough * MIB)
            + " nothing is lost that is not lost now, and the application takes no longer"
            + " (simulated)");
    if (layout.user() > 0) {
      evidence.add(
          "user memory shrinks too, from "
              + bytes(layout.user())
              + ": what the program's own objects take is not in the log");
    }
    advice.add(
        new Advice(
            Topic.MEMORY_UNUSED,
            Trouble.NONE,
            "Much of the executor's memory is never used: a heap of "
                + bytes(enough * MIB)
                + " does as well as the present "
                + bytes(config.heap())
                + ".",
            evidence));
  }

  /** Whether a smaller configuration, tried out, loses nothing that is not lost now. */
  private boolean doesAsWell(Variant smaller) {
    Measures own = SimulationTrial.measures(result);
    Measures tried;
    try {
      tried = trial.run(smaller);
    } catch (ConfigException e) {
      return false; // What does not start is not paid for in vain.
    }
    return tried.failures() <= own.failures()
        && tried.lostMillis() <= own.lostMillis()
        && tried.durationMillis() <= own.durationMillis();
  }

  private void unusedOffHeap(List<Advice> advice) {
    long size = layout.config().offHeapEnabled() ? layout.config().offHeapSize() : 0;
    long peak = 0;
    for (ExecutorResult executor : result.executors()) {
      peak = Math.max(peak, executor.peakStorageOffHeap() + executor.peakExecutionOffHeap());
    }
    long enough = (peak + MIB - 1) / MIB;
    if (peak >= USED * size || enough * MIB >= size) {
      return;
    }
    Knob.Property key = new Knob.Property(SparkProperty.MEMORY_OFFHEAP_SIZE);
    if (peak > 0 && !doesAsWell(Variant.RECORDED.with(key, enough + "m"))) {
      return;
    }
    String use =
        peak == 0
            ? "switch it off (spark.memory.offHeap.enabled=false)"
            : bytes(enough * MIB) + " (" + key.name() + ") do as well";
    advice.add(
        new Advice(
            Topic.MEMORY_UNUSED,
            Trouble.NONE,
            "Much of the memory outside the heap is never used: of "
                + bytes(size)
                + ", "
                + use
                + ".",
            List.of(
                "at most "
                    + bytes(peak)
                    + " of "
                    + bytes(size)
                    + " outside the heap are in use at a time")));
  }

  /** Executors on which no task ever runs. */
  private void idle(List<Advice> advice) {
    Set<Integer> busy = new HashSet<>();
    result.timeline().tasks().forEach(task -> busy.add(task.executor()));
    int all = result.executors().size();
    if (busy.isEmpty() || busy.size() == all) {
      return;
    }
    Variant fewer = Variant.RECORDED.with(new Knob.Executors(), String.valueOf(busy.size()));
    if (doesAsWell(fewer)) {
      long container = result.executors().get(0).container();
      advice.add(
          new Advice(
              Topic.MEMORY_UNUSED,
              Trouble.NONE,
              count(all - busy.size(), "executor")
                  + " of "
                  + all
                  + " never run a task: "
                  + busy.size()
                  + " do as well.",
              List.of(
                  "each asks for a container of " + bytes(container),
                  "with "
                      + busy.size()
                      + " nothing is lost that is not lost now, and the application takes no longer"
                      + " (simulated)")));
    }
  }
}
