package io.memsim.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsim.config.SparkProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spark.executor.memory=1g,2g,4g | spark.executor.memory=1g,2g,4g",
        "spark.memory.fraction=0.4:0.9:0.1 | spark.memory.fraction=0.4,0.5,0.6,0.7,0.8,0.9",
        "spark.executor.memory=1g:4g:512m | spark.executor.memory=1g,1536m,2g,2560m,3g,3584m,4g",
        "spark.executor.memory=1024,2g:3g:1g | spark.executor.memory=1g,2g,3g",
        "spark.memory.offHeap.size=0:64m:32m | spark.memory.offHeap.size=0b,32m,64m",
        "spark.testing.memory=100:120:10 | spark.testing.memory=100,110,120",
        "spark.memory.storageFraction=0.50,0.1 | spark.memory.storageFraction=0.5,0.1",
        "executors=1:5:2 | executors=1,3,5",
        "spark.executor.instances=2 | executors=2",
        "cores = 1, 2 | cores=1,2",
        "spark.executor.cores=4 | cores=4",
        "rdd.5.level=MEMORY_ONLY,none | rdd.5.level=MEMORY_ONLY,NONE",
        "rdd.5.cache=true,FALSE | rdd.5.cache=true,false",
        "spark.task.cpus=1,2 | spark.task.cpus=1,2",
        "cost.disk-read=100m,1g | cost.disk-read=100m,1g",
        "cost.deserialize=1m:3m:1m | cost.deserialize=1m,2m,3m",
        "cost.deserialize-values=1e6,2000000 | cost.deserialize-values=1000000,2000000",
        "cost.spill-ratio=0.10,0.5 | cost.spill-ratio=0.1,0.5",
        "rdd.12.partitions=10:30:10 | rdd.12.partitions=10,20,30",
        "spark.memory.offHeap.enabled=true,false | spark.memory.offHeap.enabled=true,false",
        "spark.executor.extraJavaOptions=-XX:+UseG1GC |"
            + " spark.executor.extraJavaOptions=-XX:+UseG1GC",
      })
  void readsKeysListsAndRanges(String text, String plain) {
    assertThat(Axis.parse(text)).hasToString(plain);
    assertThat(Axis.parse(plain)).isEqualTo(Axis.parse(text));
  }

  @Test
  void aRangeEndsWithItsEndEvenWhereTheLastStepWouldPassIt() {
    assertThat(Axis.parse("spark.executor.memory=1g:4g:2g").values())
        .containsExactly("1g", "3g", "4g");
    assertThat(Axis.parse("spark.memory.fraction=0.4:0.4:0.1").values()).containsExactly("0.4");
  }

  @Test
  void knowsWhatIsVaried() {
    assertThat(Axis.parse("spark.memory.fraction=0.6").knob())
        .isEqualTo(new Knob.Property(SparkProperty.MEMORY_FRACTION));
    assertThat(Axis.parse("rdd.7.level=NONE").knob()).isEqualTo(new Knob.Level(7));
    assertThat(Axis.parse("cores=2").knob()).isEqualTo(Axis.parse("spark.executor.cores=2").knob());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "spark.executor.memory | \"spark.executor.memory\": expected KEY=VALUE",
        "=1g | \"=1g\": expected a key before the =",
        "cores= | \"cores=\": expected a value behind the =",
        "spark.memory.fractoin=0.6 | \"spark.memory.fractoin\": expected a property that decides"
            + " about memory, executors, cores, spark.task.cpus, rdd.ID.level, rdd.ID.cache,"
            + " rdd.ID.partitions or cost.NAME; perhaps spark.memory.fraction",
        "spark.sql.shuffle.partitions=8 | \"spark.sql.shuffle.partitions\": expected a property"
            + " that decides",
        "rdd.x.level=NONE | \"rdd.x.level\": expected rdd.ID.level, rdd.ID.cache or"
            + " rdd.ID.partitions",
        "rdd.5.size=3 | \"rdd.5.size\": expected rdd.ID.level",
        "rdd.5.level=MEMORY | rdd.5.level=MEMORY: \"MEMORY\": expected one of [NONE, DISK_ONLY,",
        "rdd.5.level=NONE:DISK_ONLY:1 | \"NONE:DISK_ONLY:1\": expected values one by one: they have"
            + " no order",
        "rdd.5.cache=maybe | \"maybe\": expected true or false",
        "spark.executor.memory=1g,,2g | \"\": expected a value between the commas",
        "spark.executor.memory=1g,2q | \"2q\": expected a size that ends in b, k, m, g, t or p",
        "spark.executor.memory=0.5g | \"0.5g\": expected a whole number, since Spark takes no"
            + " fractions of a unit: write 512m",
        "spark.executor.memory=1g:4g | \"1g:4g\": expected FROM:TO:STEP",
        "spark.executor.memory=4g:1g:1g | \"4g:1g:1g\": expected a range that goes upwards",
        "spark.executor.memory=1g:4g:0 | \"0\": expected a step above 0",
        "spark.executor.memory=1:1t:1b | \"1:1t:1b\": expected at most 100000 values",
        "spark.executor.memory=1g,1024m | \"1g\": expected each value once",
        "spark.memory.fraction=0.6:1.2:0.3 | \"1.2\": expected a number from 0 to 1",
        "spark.memory.fraction=x | \"x\": expected a number",
        "spark.memory.fraction=1e999999999 | \"1e999999999\": expected a number of at most 100"
            + " digits",
        "cores=0 | \"0\": expected a whole number from 1 to 10000",
        "executors=1.5 | \"1.5\": expected a whole number from 1 to 10000",
        "rdd.1.partitions=-3 | \"-3\": expected a whole number from 1",
        "spark.task.cpus=0 | \"0\": expected a whole number from 1 to 10000",
        "cost.disk=1m | \"cost.disk\": expected one of cost.disk-read, cost.disk-write,",
        "cost.network=0 | expected bytes a second, above 0",
        "cost.serialize-values=0 | \"0\": expected a number above 0",
        "cost.spill-ratio=-1 | \"-1\": expected a number above 0",
        "cost.spill-ratio=much | \"much\": expected a number",
        "spark.memory.offHeap.enabled=yes | \"yes\": expected true or false",
      })
  void refusesWhatNamesNothingAndQuotesThePart(String text, String message) {
    assertThatThrownBy(() -> Axis.parse(text))
        .isInstanceOf(WhatIfException.class)
        .hasMessageContaining(message.strip());
  }

  @Test
  void messagesAreOneBearableLine() {
    assertThatThrownBy(() -> Axis.parse("a\nb" + "x".repeat(1000) + "=1"))
        .hasMessageContaining("\"a\\u000ab" + "x".repeat(97) + "...\"")
        .hasMessageNotContaining("\n");
  }
}
