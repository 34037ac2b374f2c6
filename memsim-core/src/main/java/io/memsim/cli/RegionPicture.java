package io.memsim.cli;

import io.memsim.config.ByteSize;
import io.memsim.config.Deployment;
import io.memsim.layout.MemoryLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws regions to scale, each bar with its legend below. */
final class RegionPicture {
  private static final int WIDTH = 64;
  private static final int LABEL = 22;

  private RegionPicture() {}

  /** A part of a bar. */
  private record Part(char mark, String name, long bytes) {}

  /** Container, heap, and off-heap memory where there is any. */
  static List<String> of(MemoryLayout layout) {
    List<String> lines = new ArrayList<>();
    if (layout.config().deployment() != Deployment.LOCAL) {
      long offHeap =
          layout.container() - layout.config().maxHeap() - layout.overhead() - layout.pySpark();
      bar(
          lines,
          "container",
          List.of(
              new Part('H', "heap", layout.config().maxHeap()),
              new Part('O', "overhead", layout.overhead()),
              new Part('F', "off-heap", offHeap),
              new Part('P', "PySpark", layout.pySpark())));
    }
    bar(
        lines,
        "heap",
        List.of(
            new Part('R', "reserved", layout.reserved()),
            new Part('U', "user", layout.user()),
            new Part('E', "execution", layout.execution()),
            new Part('S', "storage region", layout.storageRegion())));
    if (layout.offHeap().size() > 0) {
      bar(
          lines,
          "off-heap",
          List.of(
              new Part('E', "execution", layout.offHeap().execution()),
              new Part('S', "storage region", layout.offHeap().storageRegion())));
    }
    return lines;
  }

  private static void bar(List<String> lines, String name, List<Part> parts) {
    List<Part> shown = parts.stream().filter(part -> part.bytes() > 0).toList();
    double total = shown.stream().mapToDouble(Part::bytes).sum();
    int[] widths = widths(shown, total);
    StringBuilder bar = new StringBuilder("[");
    StringBuilder legend = new StringBuilder(" ");
    for (int i = 0; i < widths.length; i++) {
      Part part = shown.get(i);
      bar.append(String.valueOf(part.mark()).repeat(widths[i]));
      legend.append(
          String.format(
              Locale.ROOT,
              "%s%c %s %.1f%%",
              i == 0 ? "" : "   ",
              part.mark(),
              part.name(),
              100 * part.bytes() / total));
    }
    long bytes = shown.stream().mapToLong(Part::bytes).sum();
    lines.add(pad(name + " " + ByteSize.format(bytes)) + bar.append(']'));
    lines.add(pad("") + legend);
  }

  /** Each part's share of the width, at least one character; the biggest takes the rest. */
  private static int[] widths(List<Part> parts, double total) {
    int[] widths = new int[parts.size()];
    int biggest = 0;
    int sum = 0;
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(1, (int) Math.round(parts.get(i).bytes() / total * WIDTH));
      sum += widths[i];
      if (widths[i] > widths[biggest]) {
        biggest = i;
      }
    }
    if (widths.length > 0) {
      widths[biggest] += WIDTH - sum;
    }
    return widths;
  }

  private static String pad(String text) {
    return text + " ".repeat(Math.max(1, LABEL - text.length()));
  }
}
