package io.memsim.simulate;

import io.memsim.workload.LoggedJob;
import java.util.ArrayList;
import java.util.List;

/**
 * Jobs that are submitted at almost the same time, as those of Spark SQL are that shuffle the two
 * sides of a join: threads race, and another run of the application may have another one first. So
 * have other schedules; that of the log's own configuration has the log's order.
 */
final class JobRaces {

  /** Jobs that are submitted within so many milliseconds. */
  private static final long CLOSE = 200;

  private final int[] winners;
  private final int[] turns;

  JobRaces(Engine engine, List<LoggedJob> jobs, StageOrder order) {
    winners = new int[jobs.size()];
    for (int i = 0; i < winners.length; i++) {
      winners[i] = i;
    }
    turns = new int[engine.workload().stages().size()];
    for (int i = 0; i < turns.length; i++) {
      turns[i] = order.turn(i);
    }
    if (engine.inLogsOrder()) {
      return;
    }
    for (int i = 0; i + 1 < winners.length; i++) {
      if (race(jobs.get(i), jobs.get(i + 1)) && engine.variation().otherWins()) {
        swap(i, order);
        i++;
      }
    }
  }

  private static boolean race(LoggedJob first, LoggedJob second) {
    return second.submitted() - first.submitted() < CLOSE && first.completed() > second.submitted();
  }

  private void swap(int first, StageOrder order) {
    winners[first] = first + 1;
    winners[first + 1] = first;
    List<Integer> stages = new ArrayList<>(order.stagesOf(first + 1));
    stages.addAll(order.stagesOf(first));
    int[] free = stages.stream().mapToInt(order::turn).sorted().toArray();
    for (int i = 0; i < free.length; i++) {
      turns[stages.get(i)] = free[i];
    }
  }

  /** The job that begins when it is a job's turn in the log. */
  int winner(int job) {
    return winners[job];
  }

  /** The turn of a stage where slots are free. */
  int turn(int stage) {
    return turns[stage];
  }
}
