package io.memsim.testkittest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The testing kit's jar as it is handed out. */
class TestkitJarIT {

  private static final Path JAR = Path.of(System.getProperty("memsim.jar.testkit"));

  @Test
  void holdsTheKitAndNothingElse() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.stream().filter(entry -> !entry.isDirectory()))
          .extracting(entry -> entry.getName().replaceFirst("[^/]*$", ""))
          .containsOnly("", "META-INF/", "io/memsim/testkit/");
      assertThat(jar.stream().map(entry -> entry.getName()))
          .contains("module-info.class", "io/memsim/testkit/EvictionContract.class")
          .noneMatch(name -> name.matches(".*(Test|IT|Properties)(\\$.*)?\\.class"));
    }
  }

  @Test
  void isAModuleOfItsOwn() {
    ModuleDescriptor module =
        ModuleFinder.of(JAR).findAll().stream()
            .map(ModuleReference::descriptor)
            .findFirst()
            .orElseThrow();
    assertThat(module.name()).isEqualTo("io.memsim.testkit");
    assertThat(module.isAutomatic()).isFalse();
    assertThat(module.exports())
        .extracting(ModuleDescriptor.Exports::source)
        .containsExactly("io.memsim.testkit");
    assertThat(module.requires())
        .extracting(ModuleDescriptor.Requires::name)
        .containsExactlyInAnyOrder(
            "java.base",
            "io.memsim.core",
            "net.jqwik.api",
            "org.jspecify",
            "com.fasterxml.jackson.core");
  }
}
