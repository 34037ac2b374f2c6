package io.memsim.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes of blocks in a form that the log never saw. */
class BlockModelTest {

  @ParameterizedTest
  @ValueSource(ints = {10, 20, 30, 40, 50, 60})
  void blocksMadeAtTheSamePlaceOfAProgramAreAlike(int rdd) throws IOException {
    // Of the last one tasks tell how many values it has, of the others nobody.
    BlockModel blocks = new Preparation(LogLines.recorded("pagerank.mo28")).blocks();
    long bytes = 0;
    for (int partition = 0; partition < 8; partition++) {
      bytes += blocks.diskBytes(rdd, partition);
    }

    // What Spark measured where it kept them serialized.
    assertThat(bytes).isCloseTo(5_062_294, withinPercentage(1));
  }
}
