package io.memsim.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import java.util.function.Supplier;
import java.util.function.ToLongBiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What an operation costs does not grow with what is there: counted in {@linkplain Steps steps},
 * and so the same on every machine.
 */
class GrowthTest {

  private static final int FEW = 10;
  private static final int MANY = 100_000;
  private static final int OPERATIONS = 1_000;

  /** A kind of operation on an executor that was made with so many of something. */
  enum Path {
    PUT_PAST_BLOCKS_OF_THE_SAME_RDD,
    PUT_PAST_BLOCKS_OF_THE_OTHER_MODE,
    PUT_PAST_LOCKED_BLOCKS,
    REFUSED_PUT,
    EVICTING_PUT,
    READ,
    READ_WITH_A_LOCK,
    EXECUTION_RECLAIMING_A_BLOCK,
    EXECUTION_AMONG_TASKS,
    STORAGE_AMONG_TASKS
  }

  /** Runs paths on counted classes. Public, since another class loader loads it. */
  public static final class Driver implements Supplier<Object> {

    /** Makes the function that {@link GrowthTest} calls: a path and a number give steps. */
    @Override
    public Object get() {
      return (ToLongBiFunction<String, Integer>) (path, n) -> new Run(n).steps(path);
    }
  }

  /** One executor. */
  static final class Run {

    private static final StorageLevel LEVEL = StorageLevel.MEMORY_ONLY_SER;
    private static final MemoryMode ON_HEAP = MemoryMode.ON_HEAP;
    private static final int OTHERS = 2 * OPERATIONS;

    private final int n;
    private ExecutorMemory memory;
    private int next = 1_000_000;

    Run(int n) {
      this.n = n;
    }

    private void make(long bytes, String storageFraction) {
      memory =
          SmallExecutor.create(
              "spark.executor.memory",
              bytes + "b",
              "spark.memory.fraction",
              "1.0",
              "spark.memory.storageFraction",
              storageFraction,
              "spark.memory.offHeap.size",
              n + "b");
    }

    private void fill(int rdd, int blocks) {
      for (int i = 0; i < blocks; i++) {
        memory.putRdd(rdd, next++, LEVEL, 1, 0);
      }
    }

    /** The steps of many operations, after a first one. */
    long steps(String path) {
      Runnable operation = prepare(path);
      operation.run();
      long before = Steps.taken;
      for (int i = 0; i < OPERATIONS; i++) {
        operation.run();
      }
      return Steps.taken - before;
    }

    private Runnable prepare(String path) {
      return switch (Path.valueOf(path)) {
        case PUT_PAST_BLOCKS_OF_THE_SAME_RDD -> {
          make(n + OTHERS, "0.5");
          fill(0, n);
          fill(1, OTHERS);
          yield () -> fill(0, 1);
        }
        case PUT_PAST_BLOCKS_OF_THE_OTHER_MODE -> {
          make(OTHERS, "0.5");
          for (int split = 0; split < n; split++) {
            memory.putRdd(0, split, StorageLevel.OFF_HEAP, 1, 0);
          }
          fill(1, OTHERS);
          yield () -> fill(2, 1);
        }
        case PUT_PAST_LOCKED_BLOCKS -> {
          make(n + OTHERS, "0.5");
          for (int split = 0; split < n; split++) {
            memory.putRdd(0, split, LEVEL, 1, 0);
            memory.getRdd(0, split, 0, true);
          }
          fill(1, OTHERS);
          yield () -> fill(2, 1);
        }
        case REFUSED_PUT -> {
          make(n + 20, "0.5");
          memory.putRdd(0, 0, LEVEL, 20, 0);
          fill(1, n);
          yield () -> memory.putRdd(0, 1, LEVEL, n + 10, 0);
        }
        case EVICTING_PUT -> {
          make(n, "0.5");
          fill(1, n);
          yield () -> fill(next % 3 + 2, 1);
        }
        case READ -> {
          make(n, "0.5");
          fill(1, n);
          yield () -> memory.getRdd(1, 1_000_000 + next++ * 7 % n, 0, false);
        }
        case READ_WITH_A_LOCK -> {
          make(n, "0.5");
          fill(1, n);
          yield () -> {
            BlockId block = BlockId.rdd(1, 1_000_000 + next++ * 7 % n);
            memory.getAndHold(block, 0);
            memory.unlock(block, 0);
          };
        }
        case EXECUTION_RECLAIMING_A_BLOCK -> {
          make(n, "0.0");
          fill(1, n);
          yield () -> {
            memory.acquireExecution(0, 1, ON_HEAP);
            memory.releaseExecution(0, 1, ON_HEAP);
            fill(1, 1);
          };
        }
        case EXECUTION_AMONG_TASKS -> {
          make(2L * n + 1000, "0.5");
          hold();
          yield () -> {
            memory.acquireExecution(0, 1, ON_HEAP);
            memory.releaseExecution(0, 1, ON_HEAP);
          };
        }
        case STORAGE_AMONG_TASKS -> {
          make(2L * n + 1000, "0.5");
          hold();
          BlockId block = BlockId.rdd(0, 0);
          yield () -> {
            memory.reserveUnroll(block, 1, ON_HEAP, 0);
            memory.releaseUnroll(1, ON_HEAP, 0);
          };
        }
      };
    }

    private void hold() {
      for (int task = 0; task < n; task++) {
        memory.acquireExecution(task, 1, ON_HEAP);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static long steps(Path path, int n) {
    return ((ToLongBiFunction<String, Integer>) Steps.counted(Driver.class))
        .applyAsLong(path.name(), n);
  }

  @ParameterizedTest
  @EnumSource
  void anOperationTakesAsManyStepsAmongManyAsAmongFew(Path path) {
    long few = steps(path, FEW);
    long many = steps(path, MANY);

    assertThat(few).isGreaterThan(OPERATIONS);
    assertThat(many).isLessThan(2 * few);
  }

  @Test
  void stepsAreCounted() {
    long one = steps(Path.EXECUTION_AMONG_TASKS, 1);

    assertThat(steps(Path.EXECUTION_AMONG_TASKS, 1)).isEqualTo(one);
    assertThat(one / OPERATIONS).isBetween(10L, 1_000L);
  }
}
