package io.memsim.bench.under;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The types that stand in front of Spark's own, and where a class really comes from. */
final class ShadowedClasses {

  /** Where they were compiled to. Not set in a JVM that runs Spark as it is. */
  static final String DIRECTORY = "memsim.under.classes";

  /** Those that the adapter must have; it may not have others of Spark's names. */
  static final List<String> NAMES =
      List.of(
          "org.apache.spark.memory.MemoryPool",
          "org.apache.spark.memory.ExecutionMemoryPool",
          "org.apache.spark.memory.StorageMemoryPool",
          "org.apache.spark.memory.UnifiedMemoryManager",
          "org.apache.spark.memory.TaskMemoryManager",
          "org.apache.spark.storage.memory.MemoryStore");

  private ShadowedClasses() {}

  /** Fails in a JVM with the adapter unless all of them come from it. */
  static void checkInEffect() throws ClassNotFoundException, URISyntaxException {
    String directory = System.getProperty(DIRECTORY);
    for (String name : NAMES) {
      Path source = sourceOf(name);
      if (directory != null && !source.equals(Path.of(directory))) {
        throw new IllegalStateException(name + " comes from " + source + ", not " + directory);
      }
    }
  }

  /** The directory or jar that a type of this JVM was loaded from. */
  static Path sourceOf(String name) throws ClassNotFoundException, URISyntaxException {
    // Not initialized: that belongs to Spark.
    Class<?> type = Class.forName(name, false, ShadowedClasses.class.getClassLoader());
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** The names of all top-level types that the adapter has in Spark's packages. */
  static List<String> compiled(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("org/apache/spark"))) {
      return files
          .map(file -> directory.relativize(file).toString())
          .filter(file -> file.endsWith(".class") && !file.contains("$"))
          .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
          .sorted()
          .toList();
    }
  }
}
