package io.memsim.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The table was measured: {@code java -XX:+Use...GC -Xmx...m}, OpenJDK 17.0.15 for Linux on x86-64,
 * printing {@code Runtime.maxMemory()}.
 */
class CollectorTest {

  private static final long MIB = 1L << 20;

  @ParameterizedTest
  @CsvSource({
    "SERIAL, 450, 456130560",
    "SERIAL, 451, 458162176",
    "SERIAL, 512, 518979584",
    "SERIAL, 513, 521011200",
    "SERIAL, 700, 709558272",
    "SERIAL, 777, 788660224",
    "SERIAL, 1000, 1013645312",
    "SERIAL, 1024, 1037959168",
    "SERIAL, 1025, 1039990784",
    "SERIAL, 1500, 1520435200",
    "SERIAL, 2047, 2075918336",
    "SERIAL, 2048, 2075918336",
    "SERIAL, 3000, 3040870400",
    "SERIAL, 3071, 3113877504",
    "SERIAL, 3073, 3115909120",
    "SERIAL, 4096, 4151836672",
    "SERIAL, 5000, 5068161024",
    "SERIAL, 6144, 6227755008",
    "SERIAL, 8192, 8303607808",
    "SERIAL, 8193, 8305639424",
    "SERIAL, 10001, 10138288128",
    "SERIAL, 12288, 12455444480",
    "SERIAL, 16384, 16607215616",
    "SERIAL, 16385, 16609247232",
    "SERIAL, 20000, 20272513024",
    "SERIAL, 30001, 30410735616",
    "SERIAL, 32768, 33214431232",
    "SERIAL, 32769, 33216462848",
    "SERIAL, 40000, 40544960512",
    "SERIAL, 65536, 66428862464",
    "SERIAL, 65537, 66430894080",
    "SERIAL, 100001, 101364400128",
    "PARALLEL, 450, 419430400",
    "PARALLEL, 451, 421527552",
    "PARALLEL, 512, 477626368",
    "PARALLEL, 513, 479199232",
    "PARALLEL, 700, 652738560",
    "PARALLEL, 777, 725614592",
    "PARALLEL, 1000, 932184064",
    "PARALLEL, 1024, 954728448",
    "PARALLEL, 1025, 956301312",
    "PARALLEL, 1500, 1398276096",
    "PARALLEL, 2047, 1908932608",
    "PARALLEL, 2048, 1908932608",
    "PARALLEL, 3000, 2796552192",
    "PARALLEL, 3071, 2863661056",
    "PARALLEL, 3073, 2865233920",
    "PARALLEL, 4096, 3817865216",
    "PARALLEL, 5000, 4660396032",
    "PARALLEL, 6144, 5726797824",
    "PARALLEL, 8192, 7635730432",
    "PARALLEL, 8193, 7637827584",
    "PARALLEL, 10001, 9322889216",
    "PARALLEL, 12288, 11453595648",
    "PARALLEL, 16384, 15271460864",
    "PARALLEL, 16385, 15273033728",
    "PARALLEL, 20000, 18641584128",
    "PARALLEL, 30001, 27963949056",
    "PARALLEL, 32768, 30542397440",
    "PARALLEL, 32769, 30543970304",
    "PARALLEL, 40000, 37283168256",
    "PARALLEL, 65536, 61084270592",
    "PARALLEL, 65537, 61085843456",
    "PARALLEL, 100001, 93208969216",
    "G1, 450, 471859200",
    "G1, 451, 473956352",
    "G1, 512, 536870912",
    "G1, 513, 538968064",
    "G1, 700, 734003200",
    "G1, 777, 815792128",
    "G1, 1000, 1048576000",
    "G1, 1024, 1073741824",
    "G1, 1025, 1075838976",
    "G1, 1500, 1572864000",
    "G1, 2047, 2147483648",
    "G1, 2048, 2147483648",
    "G1, 3000, 3145728000",
    "G1, 3071, 3221225472",
    "G1, 3073, 3223322624",
    "G1, 4096, 4294967296",
    "G1, 5000, 5242880000",
    "G1, 6144, 6442450944",
    "G1, 8192, 8589934592",
    "G1, 8193, 8598323200",
    "G1, 10001, 10494148608",
    "G1, 12288, 12884901888",
    "G1, 16384, 17179869184",
    "G1, 16385, 17196646400",
    "G1, 20000, 20971520000",
    "G1, 30001, 31474057216",
    "G1, 32768, 34359738368",
    "G1, 32769, 34393292800",
    "G1, 40000, 41943040000",
    "G1, 65536, 68719476736",
    "G1, 65537, 68753031168",
    "G1, 100001, 104891154432",
    "ZGC, 450, 471859200",
    "ZGC, 451, 473956352",
    "ZGC, 512, 536870912",
    "ZGC, 513, 538968064",
    "ZGC, 700, 734003200",
    "ZGC, 777, 815792128",
    "ZGC, 1000, 1048576000",
    "ZGC, 1024, 1073741824",
    "ZGC, 1025, 1075838976",
    "ZGC, 1500, 1572864000",
    "ZGC, 2047, 2147483648",
    "ZGC, 2048, 2147483648",
    "ZGC, 3000, 3145728000",
    "ZGC, 3071, 3221225472",
    "ZGC, 3073, 3223322624",
    "ZGC, 4096, 4294967296",
    "ZGC, 5000, 5242880000",
    "ZGC, 6144, 6442450944",
    "ZGC, 8192, 8589934592",
    "ZGC, 8193, 8592031744",
    "ZGC, 10001, 10487857152",
    "ZGC, 12288, 12884901888",
    "ZGC, 16384, 17179869184",
    "ZGC, 16385, 17181966336",
    "ZGC, 20000, 20971520000",
    "ZGC, 30001, 31459377152",
    "ZGC, 32768, 34359738368",
    "ZGC, 32769, 34361835520",
    "SHENANDOAH, 512, 536870912",
    "SHENANDOAH, 1024, 1073741824",
    "SHENANDOAH, 2048, 2147483648",
    "SHENANDOAH, 4096, 4294967296",
    "SHENANDOAH, 6144, 6442450944",
    "SHENANDOAH, 8192, 8589934592",
    "SHENANDOAH, 12288, 12884901888",
    "SHENANDOAH, 16384, 17179869184",
    "SHENANDOAH, 20000, 20971520000",
    "SHENANDOAH, 32768, 34359738368",
    "SHENANDOAH, 40000, 41943040000",
    "SHENANDOAH, 65536, 68719476736"
  })
  void theJvmShowsWhatWasMeasured(Collector collector, long xmxMib, long maxMemory) {
    assertThat(collector.visibleHeap(xmxMib * MIB)).hasValue(maxMemory);
  }

  @ParameterizedTest
  @CsvSource({"SERIAL, 693370880", "PARALLEL, 637534208", "G1, 717225984"})
  void kibibytesRoundUpToTheHeapsAlignment(Collector collector, long maxMemory) {
    assertThat(collector.visibleHeap(700_001 * 1024L)).hasValue(maxMemory);
  }

  @ParameterizedTest
  @ValueSource(longs = {450, 513, 777, 1025, 3073, 8193})
  void shenandoahsRegionsAreNotDerived(long xmxMib) {
    assertThat(Collector.SHENANDOAH.visibleHeap(xmxMib * MIB)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Collector.class)
  void absurdHeapsAreRefused(Collector collector) {
    assertThatThrownBy(() -> collector.visibleHeap(8 * MIB - 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 8 MiB");
    assertThatThrownBy(() -> collector.visibleHeap(Long.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> collector.visibleHeap(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void pagesAreShortenedUnderCollectorsWithRegions() {
    assertThat(SparkVersion.V3_5.shortensPages(Collector.G1)).isTrue();
    assertThat(SparkVersion.V4_0.shortensPages(Collector.ZGC)).isFalse();
    assertThat(SparkVersion.V4_0.shortensPages(Collector.SHENANDOAH)).isFalse();
    assertThat(SparkVersion.V4_1.shortensPages(Collector.ZGC)).isTrue();
    assertThat(SparkVersion.V4_2.shortensPages(Collector.SHENANDOAH)).isTrue();
    assertThat(SparkVersion.V4_2.shortensPages(Collector.SERIAL)).isFalse();
    assertThat(SparkVersion.V4_2.shortensPages(Collector.PARALLEL)).isFalse();
  }
}
