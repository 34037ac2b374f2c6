package io.memsim.simulate;

import io.memsim.workload.LoggedOperator;
import io.memsim.workload.TaskMetric;
import io.memsim.workload.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Spark SQL's operators took in, told from their own metrics: their rows and peaks, and the
 * width that the rows had in the shuffle that they come from. Only for making the needs of tasks.
 */
final class RowOperators {
  /*
   * The peak of an operator without spills is a number of pages and one array. The array follows
   * from the rows, so that the pages are known exactly, and with them the width of a row to within
   * a page. Rows of a shuffle have the width that its writers counted, which is exact.
   */

  /** Before a sorted row stands its length. */
  private static final double ROW_HEADER = 4;

  /** A group has a key and a value, each a row of its own, two lengths and a pointer. */
  private static final double GROUP_HEADER = 24;

  /** A group without a value. */
  private static final double KEY_HEADER = 16;

  /** The most groups of the map that is asked before the other one. */
  static final int FAST_GROUPS = 1 << 16;

  private static final double USUAL_WIDTH = 64;
  private static final double EXACT = 1e-9;

  private final Workload workload;
  private final long page;
  private final double[] widthOfStage;
  private final long[] rowsOfStage;

  /** By the width of rows what groups of that width have besides. */
  private final Map<Double, Double> headers = new HashMap<>();

  RowOperators(Workload workload, long page, int[][] tasksOfStage) {
    this.workload = workload;
    this.page = page;
    this.widthOfStage = new double[tasksOfStage.length];
    this.rowsOfStage = new long[tasksOfStage.length];
    for (int stage = 0; stage < tasksOfStage.length; stage++) {
      double bytes = 0;
      for (int task : tasksOfStage[stage]) {
        rowsOfStage[stage] += workload.metric(task, TaskMetric.SHUFFLE_WRITE_RECORDS);
        bytes += workload.metric(task, TaskMetric.SHUFFLE_WRITE_ROW_BYTES);
      }
      widthOfStage[stage] = rowsOfStage[stage] > 0 ? bytes / rowsOfStage[stage] : 0;
    }
  }

  /**
   * The needs of a stage's tasks, in the order in which they arise; empty where nothing is told.
   */
  List<List<Demand.Need>> needs(int stage, int[] tasks) {
    List<List<Demand.Need>> needs = new ArrayList<>();
    List<Double> widths = widthsOfReads(stage, tasks);
    for (int task : tasks) {
      needs.add(needsOf(task, widths));
    }
    return needs;
  }

  /** The width of the rows of each shuffle that the tasks read, in the order of their reads. */
  private List<Double> widthsOfReads(int stage, int[] tasks) {
    List<Long> rows = new ArrayList<>();
    for (int task : tasks) {
      int read = 0;
      for (LoggedOperator operator : workload.operators(task)) {
        if (operator.kind() == LoggedOperator.Kind.READ) {
          if (read == rows.size()) {
            rows.add(0L);
          }
          rows.set(read, rows.get(read) + operator.rows());
          read++;
        }
      }
    }
    return rows.stream().map(read -> widthOf(read, stage)).toList();
  }

  /**
   * The width of the rows of the shuffle that has so many, or 0. The ids of parents do not help:
   * adaptive execution submits each shuffle by itself, and stages that are skipped have ids of
   * their own.
   */
  private double widthOf(long rows, int stage) {
    for (int before = stage - 1; before >= 0; before--) {
      if (rowsOfStage[before] == rows && widthOfStage[before] > 0) {
        return widthOfStage[before];
      }
    }
    return 0;
  }

  /** Rows that an operator may have taken in, with their width or 0. */
  private record Input(double rows, double width) {}

  private List<Demand.Need> needsOf(int task, List<Double> widths) {
    List<LoggedOperator> operators = workload.operators(task);
    List<Input> reads = new ArrayList<>();
    for (LoggedOperator operator : operators) {
      if (operator.kind() == LoggedOperator.Kind.READ && reads.size() < widths.size()) {
        reads.add(new Input(operator.rows(), widths.get(reads.size())));
      }
    }
    boolean spilled = workload.metric(task, TaskMetric.MEMORY_SPILLED) > 0;
    List<Demand.Need> found = new ArrayList<>();
    List<Input> unsorted = new ArrayList<>(reads);
    for (LoggedOperator operator : operators) {
      if (operator.kind() == LoggedOperator.Kind.PASS && reads.isEmpty()) {
        unsorted.add(new Input(operator.rows(), 0));
      }
    }
    for (LoggedOperator operator : operators) {
      switch (operator.kind()) {
        case SORT -> found.add(sort(operator, unsorted, held(task), spilled));
        case AGGREGATE -> found.add(aggregate(operator, task, reads, spilled));
        default -> {
          // Holds nothing.
        }
      }
    }
    List<Demand.Need> needs = inTurn(found);
    if (!needs.isEmpty() && !spilled) {
      addUnnamed(task, needs, reads.size() == 1 ? reads.get(0).width : 0);
    }
    return needs;
  }

  private long held(int task) {
    return Math.max(
        workload.metric(task, TaskMetric.PEAK_ON_HEAP),
        workload.metric(task, TaskMetric.PEAK_OFF_HEAP));
  }

  /**
   * Windows keep the rows of a group without a metric: what the task held beyond the others' peaks
   * tells of them.
   */
  private void addUnnamed(int task, List<Demand.Need> needs, double known) {
    long held = held(task);
    long before = 0;
    long alone = 0;
    for (Demand.Need need : needs) {
      long[] outcome = need.unlimited(page);
      alone = Math.max(alone, outcome[0]);
      before += outcome[2];
    }
    long most = Demand.Need.peak(needs, page);
    if (most - held > Math.abs(held - alone)) {
      // Those of blocks that were computed again are done before others begin.
      needs.replaceAll(Demand.Need::byItself);
      return;
    }
    long more = held - before;
    if (held - most < page / 2 || more < page) {
      return;
    }
    for (int i = 0; i < needs.size() && held - most < page + page / 2; i++) {
      Demand.Need need = needs.get(i);
      if (need.kind() == Growth.Kind.MAP && need.operators() == 0) {
        needs.set(i, need.besidesPage());
        return;
      }
    }
    for (long array = Growth.FIRST_ROWS; array < more; array *= 2) {
      double pages = pages(more, array + array / 2);
      if (pages >= 1 && whole(pages)) {
        double rows = 0.75 * array / Growth.TIM_BYTES;
        double width = width(rows, known + ROW_HEADER, known > 0, pages);
        needs.add(Demand.Need.sorter(rows, width, Growth.TIM_BYTES));
        return;
      }
    }
  }

  /** Operators before those that read from them; but of a join's two sorts the first one first. */
  private static List<Demand.Need> inTurn(List<Demand.Need> needs) {
    List<Demand.Need> ordered = new ArrayList<>();
    int sorts = 0;
    for (int i = needs.size() - 1; i >= 0; i--) {
      Demand.Need need = needs.get(i);
      if (need.kind() == Growth.Kind.SORTER) {
        ordered.add(ordered.size() - sorts, need);
        sorts++;
      } else {
        ordered.add(need);
        sorts = 0;
      }
    }
    return ordered;
  }

  // ---- sorts

  private Demand.Need sort(
      LoggedOperator operator, List<Input> inputs, long held, boolean spilled) {
    int best = -1;
    Demand.Need found = null;
    for (int i = 0; i < inputs.size() && (spilled || best < 0); i++) {
      Input input = inputs.get(i);
      if (!spilled) {
        found = sortOf(input, operator.peak(), held);
        best = found == null ? -1 : i;
      } else if (input.width > 0 && (best < 0 || input.rows > inputs.get(best).rows)) {
        best = i;
        double width = input.width + ROW_HEADER;
        found = Demand.Need.sorter(input.rows, width, perRow(operator.peak(), width));
      }
    }
    if (best < 0 && spilled) {
      for (int i = 0; i < inputs.size(); i++) {
        Demand.Need need = sortCutOff(inputs.get(i).rows, operator.peak());
        if (need != null && (found == null || need.data() > found.data())) {
          found = need;
          best = i;
        }
      }
    }
    if (best >= 0) {
      inputs.remove(best);
    }
    return found != null ? found : sortOfPeak(operator.peak());
  }

  /**
   * The sort of so many rows of unknown width that spilled when its array was full, with so many
   * pages; or null if they would not have filled it.
   */
  private Demand.@Nullable Need sortCutOff(double rows, long peak) {
    for (long array = Growth.FIRST_ROWS; array < peak; array *= 2) {
      double pages = pages(peak, array);
      double full = (double) array / Growth.RADIX_BYTES;
      if (pages >= 1 && whole(pages) && rows > full) {
        return Demand.Need.sorter(rows, width(full, 0, false, pages), Growth.RADIX_BYTES);
      }
    }
    return null;
  }

  /** The sort of an input that leads to a peak, or null. */
  private Demand.@Nullable Need sortOf(Input input, long peak, long held) {
    Demand.Need found = null;
    for (int perRow : new int[] {Growth.RADIX_BYTES, Growth.TIM_BYTES}) {
      double pages = pages(peak, array(Growth.FIRST_ROWS, input.rows * perRow));
      if (pages >= 1 && whole(pages)) {
        double width = width(input.rows, input.width + ROW_HEADER, input.width > 0, pages);
        Demand.Need need = Demand.Need.sorter(input.rows, width, perRow);
        if (found == null || isNearer(need, found, held)) {
          found = need;
        }
      }
    }
    return found;
  }

  /**
   * Whether a sort's array that is not sorted by radix explains better what a task held. Where both
   * do, it is that of a window if there is more that the task held: windows sort by more than one
   * column.
   */
  private boolean isNearer(Demand.Need tim, Demand.Need radix, long held) {
    long heldByTim = growing(tim);
    long heldByRadix = growing(radix);
    return heldByRadix != held
        && (heldByTim == held
            || (heldByTim == heldByRadix && held - heldByTim >= page / 2 && held < 2 * heldByTim));
  }

  /** What an array takes of each row, told from the peak that a spill cut off. */
  private int perRow(long peak, double width) {
    for (int perRow : new int[] {Growth.RADIX_BYTES, Growth.TIM_BYTES}) {
      for (long array = Growth.FIRST_ROWS; array < peak; array *= 2) {
        double pages = pages(peak, array);
        double most = pages * page / width;
        double least = (pages - 1) * page / width;
        double rows = (double) array / perRow;
        boolean fits = least <= rows && most > rows / 2;
        if (pages >= 1 && whole(pages) && fits) {
          return perRow;
        }
      }
    }
    return Growth.RADIX_BYTES;
  }

  /** The rows of a sort, where nothing but its peak is known. */
  private Demand.Need sortOfPeak(long peak) {
    double rows = Math.max(1, peak / (USUAL_WIDTH + Growth.RADIX_BYTES));
    double width = USUAL_WIDTH;
    for (long array = Growth.FIRST_ROWS; array < peak; array *= 2) {
      double pages = pages(peak, array);
      if (pages >= 1 && whole(pages)) {
        rows = 0.75 * array / Growth.RADIX_BYTES;
        width = (pages - 0.5) * page / rows;
        break;
      }
    }
    return Demand.Need.sorter(rows, width, Growth.RADIX_BYTES);
  }

  // ---- groups

  private Demand.Need aggregate(
      LoggedOperator operator, int task, List<Input> reads, boolean spilled) {
    double keys = Math.max(1, (double) operator.rows());
    List<Double> widths = new ArrayList<>();
    long written = workload.metric(task, TaskMetric.SHUFFLE_WRITE_RECORDS);
    double output =
        workload.metric(task, TaskMetric.SHUFFLE_WRITE_ROW_BYTES) / Math.max(1, (double) written);
    // Groups that are written as they are have the width of what is written.
    boolean isWritten = written == operator.rows();
    if (output > 0 && (reads.isEmpty() || isWritten)) {
      widths.add(widthOfStage[workload.taskStage(task)]);
    }
    for (Input read : reads) {
      if (read.width > 0) {
        widths.add(read.width);
      }
    }
    boolean first = reads.isEmpty() || isWritten;
    for (double width : widths) {
      if (spilled) {
        // Rows of one column are keys. Without functions there are both maps, after a shuffle too.
        double header =
            headers.getOrDefault(width, width < GROUP_HEADER ? KEY_HEADER : GROUP_HEADER);
        return Demand.Need.groups(keys, width + header, first || header == KEY_HEADER ? 1 : 0);
      }
      for (double header : new double[] {GROUP_HEADER, KEY_HEADER}) {
        for (int fast = 0; fast <= 1; fast++) {
          Demand.Need need = Demand.Need.groups(keys, width + header, fast);
          if (peakOf(need) == operator.peak()) {
            headers.putIfAbsent(width, header);
            return need;
          }
        }
      }
    }
    return groupsOfPeak(operator.peak(), keys, widths.isEmpty() ? 0 : widths.get(0));
  }

  /** The most that it holds while it grows. */
  private long growing(Demand.Need need) {
    return need.unlimited(page)[0];
  }

  /** The peak that it reports. */
  private long peakOf(Demand.Need need) {
    double inMap = need.dataFor(page);
    if (inMap < 1) {
      return Growth.FIRST_GROUPS;
    }
    double onPage = Math.max(1, Math.floor((page - Growth.PAGE_HEADER) / need.width()));
    long pages = (long) Math.ceil(inMap / onPage);
    // It has grown when the last free slot but half of all was taken.
    return pages * page + array(Growth.FIRST_GROUPS, (inMap + 1) * Growth.GROUP_BYTES);
  }

  /** The groups of a map whose width is not known: such as lead to its peak. */
  private Demand.Need groupsOfPeak(long peak, double keys, double width) {
    for (int fast = 0; fast <= 1; fast++) {
      double guess = width > 0 ? width + GROUP_HEADER : USUAL_WIDTH;
      double inMap = Math.max(1, keys - fast * Math.min(FAST_GROUPS, page / guess));
      double pages = pages(peak, array(Growth.FIRST_GROUPS, (inMap + 1) * Growth.GROUP_BYTES));
      if (whole(pages) && pages >= 1) {
        return Demand.Need.groups(keys, width(inMap, guess, true, pages), fast);
      }
    }
    for (long array = Growth.FIRST_GROUPS; array <= peak; array *= 2) {
      double pages = pages(peak, array);
      if (whole(pages)) {
        double groups = Math.min(keys, 0.75 * array / Growth.GROUP_BYTES);
        return Demand.Need.groups(
            groups, Math.max(KEY_HEADER, (pages - 0.5) * page / groups), keys > groups ? 1 : 0);
      }
    }
    return Demand.Need.groups(keys, width > 0 ? width + GROUP_HEADER : USUAL_WIDTH, 0);
  }

  // ---- arithmetic

  private double pages(long peak, long array) {
    return (peak - array) / (double) page;
  }

  /** Pages are 16 bytes less than a power of two, so that their number can be told exactly. */
  private static boolean whole(double pages) {
    return Math.abs(pages - Math.rint(pages)) < EXACT;
  }

  /** The first of the arrays, each twice as large as the one before, that holds so much. */
  private static long array(long first, double bytes) {
    long array = first;
    while (array < bytes) {
      array *= 2;
    }
    return array;
  }

  /** A width that leads to so many pages: the one that is known if it does. */
  private double width(double rows, double known, boolean isKnown, double pages) {
    double guess = isKnown ? known : USUAL_WIDTH;
    double least = (pages - 1) * page / rows;
    double most = pages * page / rows;
    if (guess > least && guess <= most) {
      return guess;
    }
    return pages <= 1 ? most : (least + most) / 2;
  }
}
