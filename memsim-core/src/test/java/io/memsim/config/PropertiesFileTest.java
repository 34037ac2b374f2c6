package io.memsim.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PropertiesFileTest {

  @TempDir Path directory;

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("spark-defaults.conf"), text);
  }

  @Test
  void blanksEqualSignsAndColonsPartKeyFromValue() throws IOException {
    Map<String, String> read =
        PropertiesFile.read(
            file(
                """
                # a comment
                ! another one
                spark.executor.memory   2g\s\s
                spark.executor.cores=4
                spark.master: yarn
                  spark.app.name = a name \\
                      of two lines
                spark.empty
                """));
    assertThat(read)
        .containsExactly(
            entry("spark.app.name", "a name of two lines"),
            entry("spark.empty", ""),
            entry("spark.executor.cores", "4"),
            entry("spark.executor.memory", "2g"),
            entry("spark.master", "yarn"));
  }

  @Test
  void theLastOfEqualKeysCounts() throws IOException {
    assertThat(PropertiesFile.read(file("spark.executor.memory 2g\nspark.executor.memory 3g\n")))
        .containsExactly(entry("spark.executor.memory", "3g"));
  }

  @Test
  void valuesLoseBlanksButKeepEscapedLineBreaks() throws IOException {
    assertThat(PropertiesFile.read(new StringReader("a = \\t x\\u0020\nb = x\\n\nc=\\t \nd=é")))
        .containsExactly(entry("a", "x"), entry("b", "x\n"), entry("c", ""), entry("d", "é"));
  }

  @Test
  void theFileIsTheConfiguration() throws IOException {
    MemoryConfig config =
        MemoryConfig.fromFile(file("spark.executor.memory 2g\nspark.executor.cores 4\n"));
    assertThat(config.heap()).isEqualTo(2L << 30);
    assertThat(config.cores()).isEqualTo(4);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path missing = directory.resolve("missing.conf");
    assertThatThrownBy(() -> MemoryConfig.fromFile(missing))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("missing.conf")
        .hasMessageContaining("no such file");
  }

  @Test
  void aDirectoryIsNoFile() {
    assertThatThrownBy(() -> PropertiesFile.read(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected a file of properties");
  }

  @Test
  void aBrokenEscapeIsRefusedWithTheFilesName() throws IOException {
    Path broken = file("spark.app.name \\u12x\n");
    assertThatThrownBy(() -> PropertiesFile.read(broken))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("spark-defaults.conf")
        .hasMessageContaining("\\u");
  }

  @Test
  void bytesThatAreNoUtf8AreReplacedNotRefused() throws IOException {
    Path latin1 = directory.resolve("latin1.conf");
    Files.write(latin1, new byte[] {'#', (byte) 0xe9, '\n', 'a', '=', (byte) 0xe9, '\n'});
    assertThat(PropertiesFile.read(latin1)).containsExactly(entry("a", "\ufffd"));
  }
}
