package io.memsim.simulate;

import io.memsim.block.MemoryMode;
import io.memsim.workload.LoggedRdd;
import io.memsim.workload.LoggedStage;
import io.memsim.workload.TaskMetric;
import io.memsim.workload.Workload;
import java.util.ArrayList;
import java.util.List;

/**
 * The execution memory that tasks need, told from their peaks and spills: what operators of Spark's
 * kinds must have taken in to come to those. Immutable once made.
 */
final class Demand {
  /*
   * A peak of a sorter is a number of pages and an array that doubles. Rows of many widths lead to
   * the same peak when pages are large: of those the one nearest to 64 bytes is taken, a row of
   * some six fields. Large pages also hide how many operators there are: each holds a page.
   */

  private static final double USUAL_WIDTH = 64;
  private static final int MOST_OPERATORS = 4;

  /** A peak within this part of a page is as good as the same. */
  private static final double NEAR = 0.35;

  private static final int FITTED_TASKS = 8;

  /**
   * What one operator of a task needs.
   *
   * @param kind how it grows
   * @param data how much it takes in: rows, groups, or bytes of a collection
   * @param width the width of a row or group
   * @param operators how many sorters it stands for; of groups, whether a page goes to the map that
   *     comes first
   * @param perRow what a sorter's array takes of each row
   * @param apart whether it gives its memory back before the next one begins
   */
  record Need(
      Growth.Kind kind, double data, double width, int operators, int perRow, boolean apart) {

    /** Stands for a page of the map that comes first in which no group has found a place. */
    static final int PAGE_UNUSED = 2;

    Need(Growth.Kind kind, double data, double width, int operators, int perRow) {
      this(kind, data, width, operators, perRow, false);
    }

    Need byItself() {
      return new Need(kind, data, width, operators, perRow, true);
    }

    Need besidesPage() {
      return new Need(kind, data, width, PAGE_UNUSED, perRow, apart);
    }

    static Need collection(double bytes) {
      return new Need(Growth.Kind.COLLECTION, bytes, 0, 1, 0);
    }

    static Need sorter(double rows, double width, int perRow) {
      return new Need(Growth.Kind.SORTER, rows, width, 1, perRow);
    }

    static Need groups(double groups, double width, int fast) {
      return new Need(Growth.Kind.MAP, groups, width, fast, Growth.GROUP_BYTES);
    }

    Growth growth(long page) {
      return switch (kind) {
        case COLLECTION -> Growth.collection();
        case SORTER -> Growth.sorter(width, page, operators, perRow);
        case MAP -> Growth.map(dataFor(page) > 0 ? width : 0, page, Math.min(operators, 1));
      };
    }

    /** The peak, what is spilled and what is held at the end where all is granted. */
    long[] unlimited(long page) {
      return Growth.under(growth(page), dataFor(page), Long.MAX_VALUE, Double.MAX_VALUE);
    }

    /**
     * The most that operators hold together, which take their data in one after the other: each has
     * what it takes without data from the start.
     */
    static long peak(List<Need> needs, long page) {
      long later = 0;
      for (Need need : needs) {
        later += need.growth(page).request();
      }
      long before = 0;
      long most = 0;
      for (Need need : needs) {
        later -= need.growth(page).request();
        long[] outcome = need.unlimited(page);
        most = Math.max(most, before + outcome[0] + later);
        before += outcome[2];
      }
      return most;
    }

    /** What comes to it: of groups those that the map that comes first has no place for. */
    double dataFor(long page) {
      if (kind != Growth.Kind.MAP || operators != 1) {
        return data;
      }
      double most = Math.min(RowOperators.FAST_GROUPS, Math.floor(page / width));
      // That one looks at two slots only, of twice as many as it may have groups.
      double slots = 2.0 * RowOperators.FAST_GROUPS;
      double passed = Math.min(data, most);
      double noPlace = Math.floor(passed * passed * passed / (3 * slots * slots));
      return Math.max(data - most, noPlace);
    }
  }

  private final Workload workload;
  private final long page;
  private final List<List<Need>> needs = new ArrayList<>();
  private final double spillRatio;

  Demand(Workload workload, long page, int[][] tasksOfStage) {
    this.workload = workload;
    this.page = page;
    for (int task = 0; task < workload.taskCount(); task++) {
      needs.add(List.of());
    }
    RowOperators rowOperators = new RowOperators(workload, page, tasksOfStage);
    for (int stage = 0; stage < tasksOfStage.length; stage++) {
      List<List<Need>> told = rowOperators.needs(stage, tasksOfStage[stage]);
      boolean sql = isSql(workload.stages().get(stage));
      Need like = null;
      int fitted = 0;
      for (int i = 0; i < tasksOfStage[stage].length; i++) {
        int task = tasksOfStage[stage][i];
        if (held(task) <= 0) {
          continue;
        }
        if (!told.get(i).isEmpty()) {
          needs.set(task, told.get(i));
          continue;
        }
        if (!sql) {
          needs.set(task, collections(task));
          continue;
        }
        if (fitted < FITTED_TASKS || like == null) {
          like = fit(task);
          fitted++;
          needs.set(task, List.of(like));
        } else {
          needs.set(
              task,
              List.of(
                  new Need(like.kind, rows(task), like.width, like.operators, Growth.RADIX_BYTES)));
        }
      }
    }
    double memory = 0;
    double disk = 0;
    for (int task = 0; task < workload.taskCount(); task++) {
      memory += workload.metric(task, TaskMetric.MEMORY_SPILLED);
      disk += workload.metric(task, TaskMetric.DISK_SPILLED);
    }
    this.spillRatio = memory > 0 ? disk / memory : -1;
  }

  List<Need> of(int task) {
    return needs.get(task);
  }

  /** Bytes on disk of a spilled byte of memory, as logged, or as assumed. */
  double spillRatio(CostModel costs) {
    return spillRatio < 0 ? costs.spillRatio() : spillRatio;
  }

  MemoryMode mode(int task, MemoryMode tungsten) {
    return isSql(task) ? tungsten : MemoryMode.ON_HEAP;
  }

  private static boolean isSql(Workload workload, LoggedStage stage) {
    for (LoggedStage.StageRdd rdd : stage.rdds()) {
      LoggedRdd logged = workload.rdd(rdd.rdd());
      if (logged != null
          && (logged.scope().startsWith("WholeStageCodegen")
              || logged.scope().equals("Exchange")
              || logged.name().equals("ShuffledRowRDD"))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a task is one of Spark SQL's. */
  boolean isSql(int task) {
    return isSql(workload.stages().get(workload.taskStage(task)));
  }

  private boolean isSql(LoggedStage stage) {
    return isSql(workload, stage);
  }

  /** The most that the task held, as measured from Spark 4.2 on; before that the sum of peaks. */
  private long held(int task) {
    long held =
        Math.max(
            workload.metric(task, TaskMetric.PEAK_ON_HEAP),
            workload.metric(task, TaskMetric.PEAK_OFF_HEAP));
    boolean measured = workload.sparkVersionName().compareTo("4.2") >= 0;
    return held > 0 || measured ? held : workload.metric(task, TaskMetric.PEAK_EXECUTION);
  }

  // ---- collections of objects

  private List<Need> collections(int task) {
    long held = held(task);
    double spilled = workload.metric(task, TaskMetric.MEMORY_SPILLED);
    long threshold = Growth.COLLECTION_THRESHOLD;
    List<Need> found = new ArrayList<>();
    long left = held;
    while (left >= threshold * 0.9 && found.size() < MOST_OPERATORS) {
      long most = threshold;
      while (2 * (most + threshold) - threshold <= left * 1.05) {
        most = 2 * (most + threshold) - threshold;
      }
      // It asked for the last part when it had outgrown what it held before.
      found.add(Need.collection(0.75 * (most + threshold)));
      left -= most;
    }
    if (spilled > 0) {
      double data = found.isEmpty() ? threshold : found.get(0).data;
      Need first = Need.collection(data + spilled);
      if (found.isEmpty()) {
        found.add(first);
      } else {
        found.set(0, first);
      }
    }
    return List.copyOf(found);
  }

  // ---- sorters and maps of rows

  private double rows(int task) {
    long records = workload.metric(task, TaskMetric.SHUFFLE_READ_RECORDS);
    if (records == 0) {
      records = workload.metric(task, TaskMetric.SHUFFLE_WRITE_RECORDS);
    }
    return Math.max(1, records);
  }

  private Need fit(int task) {
    long held = held(task);
    long spilled = workload.metric(task, TaskMetric.MEMORY_SPILLED);
    long limit = spilled > 0 ? held : Long.MAX_VALUE;
    double rows = rows(task);
    Need best = Need.sorter(rows, USUAL_WIDTH, Growth.RADIX_BYTES);
    double least = Double.MAX_VALUE;
    // Nearly as good is as good: then the usual width counts, and fewer operators.
    double unit = Math.max(0.02 * (held + spilled), NEAR * page) + 1;
    for (int operators = 1; operators <= MOST_OPERATORS; operators++) {
      for (double width = 16; width <= 4096; width += width < 256 ? 8 : 64) {
        long[] outcome =
            Growth.under(
                Growth.sorter(width, page, operators, Growth.RADIX_BYTES),
                rows,
                limit,
                2.0 * (held + spilled));
        double off = Math.abs(outcome[0] - held) + Math.abs((double) outcome[1] - spilled);
        double error =
            Math.floor(off / unit)
                + 0.1 * Math.abs(Math.log(width / USUAL_WIDTH))
                + 0.01 * operators;
        if (error < least) {
          least = error;
          best = new Need(Growth.Kind.SORTER, rows, width, operators, Growth.RADIX_BYTES);
        }
      }
    }
    return best;
  }
}
