package io.memsim.bench.under;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The adapter is what Spark runs on, and fits where Spark's own types were. */
class ShadowsTest {

  /** What the pools of Spark offer to its memory manager alone, and memsim decides by itself. */
  private static final Set<String> NOT_ASKED_FOR =
      Set.of(
          "MemoryPool.decrementPoolSize(long)",
          "ExecutionMemoryPool.acquireMemory(long,long,scala.Function1,scala.Function0)",
          "ExecutionMemoryPool.acquireMemory$default$3()",
          "ExecutionMemoryPool.acquireMemory$default$4()",
          "StorageMemoryPool.acquireMemory(org.apache.spark.storage.BlockId,long,long)",
          "StorageMemoryPool.freeSpaceToShrinkPool(long)");

  @Test
  void aJvmWithTheAdapterLoadsItsTypesAndNotSparks() throws Exception {
    assertThat(sources(true))
        .hasSameSizeAs(ShadowedClasses.NAMES)
        .allMatch(SparkJvm.shadows().toString()::equals);
  }

  @Test
  void aJvmWithoutTheAdapterLoadsSparksTypes() throws Exception {
    assertThat(sources(false))
        .hasSameSizeAs(ShadowedClasses.NAMES)
        .allMatch(source -> source.contains("spark-core_2.13-"));
  }

  private static List<String> sources(boolean withMemsim) throws Exception {
    Path directory = SparkJvm.workDirectory().resolve("sources-" + withMemsim);
    Path answer = directory.resolve("sources.txt");
    new SparkJvm(withMemsim, directory).run(Sources.class, 2, answer.toString());
    return Files.readAllLines(answer);
  }

  /** Writes where the types come from. */
  static final class Sources {
    public static void main(String[] args) throws Exception {
      List<String> sources = new ArrayList<>();
      for (String name : ShadowedClasses.NAMES) {
        sources.add(ShadowedClasses.sourceOf(name).toString());
      }
      Files.write(Path.of(args[0]), sources);
    }
  }

  @Test
  void noOtherTypeOfSparkIsReplaced() throws IOException {
    assertThat(ShadowedClasses.compiled(SparkJvm.shadows()))
        .containsExactlyInAnyOrderElementsOf(ShadowedClasses.NAMES);
  }

  @Test
  void everyMethodThatSparksCallersLinkToIsThere() throws Exception {
    TreeSet<String> missing = new TreeSet<>();
    try (URLClassLoader ours = loader(true);
        URLClassLoader sparks = loader(false)) {
      for (String name : ShadowedClasses.NAMES) {
        Set<String> there = methods(ours.loadClass(name));
        for (String method : methods(sparks.loadClass(name))) {
          if (!there.contains(method)) {
            missing.add(method);
          }
        }
      }
    }
    assertThat(missing).isEqualTo(new TreeSet<>(NOT_ASKED_FOR));
  }

  private static Set<String> methods(Class<?> type) {
    Set<String> methods = new TreeSet<>();
    for (Method method : type.getDeclaredMethods()) {
      boolean logging =
          Arrays.stream(type.getInterfaces())
              .filter(parent -> parent.getName().equals("org.apache.spark.internal.Logging"))
              .flatMap(parent -> Arrays.stream(parent.getMethods()))
              .anyMatch(inherited -> inherited.getName().equals(method.getName()));
      if (Modifier.isPublic(method.getModifiers())
          && !logging
          && !method.getName().contains("anonfun")) {
        StringBuilder parameters = new StringBuilder();
        for (Class<?> parameter : method.getParameterTypes()) {
          parameters.append(parameters.isEmpty() ? "" : ",").append(parameter.getName());
        }
        methods.add(type.getSimpleName() + "." + method.getName() + "(" + parameters + ")");
      }
    }
    return methods;
  }

  private static URLClassLoader loader(boolean withMemsim) throws IOException {
    List<URL> urls = new ArrayList<>();
    if (withMemsim) {
      urls.add(SparkJvm.shadows().toUri().toURL());
    }
    for (String entry : SparkJvm.sparksClassPath()) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }
}
