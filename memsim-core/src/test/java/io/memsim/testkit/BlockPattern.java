package io.memsim.testkit;

import io.memsim.block.BlockId;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Block names in which {@code *} stands for any text and {@code ?} for any character. */
record BlockPattern(List<String> globs, Pattern regex) implements Predicate<BlockId> {

  static BlockPattern of(String... globs) {
    if (globs.length == 0) {
      throw new IllegalArgumentException("no blocks named: expected names such as rdd_3_*");
    }
    StringBuilder regex = new StringBuilder();
    for (String glob : globs) {
      regex.append(regex.isEmpty() ? "" : "|");
      for (int i = 0; i < glob.length(); i++) {
        char c = glob.charAt(i);
        regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
      }
    }
    return new BlockPattern(List.of(globs), Pattern.compile(regex.toString(), Pattern.DOTALL));
  }

  @Override
  public boolean test(BlockId block) {
    return regex.matcher(block.name()).matches();
  }

  @Override
  public String toString() {
    return String.join(", ", globs);
  }
}
