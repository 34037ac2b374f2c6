package io.memsim.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsim.config.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SweepTest {
  private static final List<Variant> HUNDRED =
      Grid.of(List.of(Axis.parse("executors=1:100:1"))).variants();

  @Test
  void answersComeInTheOrderOfTheQuestionsOnAnyNumberOfThreads() throws Exception {
    Trial trial = variant -> Trials.measures(Trials.index(variant), 1, 1);
    for (int threads : new int[] {1, 2, 7, 200}) {
      List<Candidate> answers = Sweep.with(trial).threads(threads).run(HUNDRED);

      assertThat(answers).extracting(Candidate::variant).isEqualTo(HUNDRED);
      assertThat(answers)
          .extracting(c -> c.ran().orElseThrow().container())
          .isEqualTo(IntStream.rangeClosed(1, 100).mapToObj(Long::valueOf).toList());
    }
    assertThat(Sweep.with(trial).run(List.of())).isEmpty();
  }

  @Test
  @Timeout(60)
  void trialsRunAtTheSameTime() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    Trial trial =
        variant -> {
          try {
            both.await(30, TimeUnit.SECONDS);
          } catch (Exception e) {
            throw new IllegalStateException("nobody else came", e);
          }
          return Trials.measures(1, 1, 1);
        };

    assertThat(Sweep.with(trial).threads(2).run(HUNDRED)).hasSize(100);
  }

  @Test
  void progressCountsEachOnceAndInOrder() throws Exception {
    List<Integer> told = new ArrayList<>();

    Sweep.with(variant -> Trials.measures(1, 1, 1)).threads(4).progress(told::add).run(HUNDRED);

    assertThat(told).isEqualTo(IntStream.rangeClosed(1, 100).boxed().toList());
  }

  @Test
  void aConfigurationThatSparkRefusesIsAnAnswer() throws Exception {
    Trial trial =
        variant -> {
          if (Trials.index(variant) == 2) {
            throw new ConfigException("spark.executor.memory", "1m", "more");
          }
          return Trials.measures(1, 1, 1);
        };

    List<Candidate> answers = Sweep.with(trial).run(HUNDRED.subList(0, 3));

    assertThat(answers.get(1).ran()).isEmpty();
    assertThat(answers.get(1).refusal()).isEqualTo("spark.executor.memory = \"1m\": expected more");
    assertThat(Sweep.paretoFront(answers)).containsExactly(true, false, true);
  }

  @Test
  void aDefectEndsTheSweep() {
    Trial trial =
        variant -> {
          throw new IllegalStateException("broken");
        };

    assertThatThrownBy(() -> Sweep.with(trial).threads(2).run(HUNDRED))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("broken");
  }

  @Test
  void aSweepNeedsAThread() {
    assertThatThrownBy(() -> Sweep.with(v -> Trials.measures(1, 1, 1)).threads(0))
        .hasMessage("threads 0: expected at least 1");
  }
}
