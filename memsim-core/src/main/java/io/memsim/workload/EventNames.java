package io.memsim.workload;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The names of events as they stand at the beginning of lines, each kept once. */
final class EventNames {
  /*
   * A name costs no object after its first occurrence: a line's bytes are compared with those of
   * the last name in their slot. Names that share a slot replace each other, which costs time only.
   */
  private static final int SLOTS = 256;

  private static final String FIELD = "\"Event\"";
  private static final byte[] BEGINNING = "{\"Event\":\"".getBytes(StandardCharsets.US_ASCII);

  private final Set<String> wanted;
  private final Map<String, Name> names = new HashMap<>();
  private final @Nullable Name[] slots = new Name[SLOTS];

  EventNames(Set<String> wanted) {
    this.wanted = Set.copyOf(wanted);
  }

  /** The event of the line that begins here; null if it cannot be told from its beginning. */
  @Nullable Name of(byte[] bytes, int from, int to) {
    int begin = from + BEGINNING.length;
    if (to < begin || !Arrays.equals(bytes, from, begin, BEGINNING, 0, BEGINNING.length)) {
      return null;
    }
    int hash = 0;
    int end = begin;
    for (; end < to && bytes[end] != '"'; end++) {
      if (bytes[end] == '\\' || bytes[end] < ' ') {
        return null;
      }
      hash = 31 * hash + bytes[end];
    }
    if (end == to) {
      return null;
    }
    int slot = (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (SLOTS - 1);
    Name name = slots[slot];
    if (name == null || !Arrays.equals(bytes, begin, end, name.bytes, 0, name.bytes.length)) {
      byte[] own = Arrays.copyOfRange(bytes, begin, end);
      name = names.computeIfAbsent(new String(own, StandardCharsets.US_ASCII), this::create);
      slots[slot] = name;
    }
    return name;
  }

  private Name create(String text) {
    return new Name(text, wanted.isEmpty() || wanted.contains(text));
  }

  /** Whether a log can begin like this. */
  static boolean mayBegin(String line, boolean whole) {
    String beginning = line.stripLeading();
    if (!beginning.startsWith("{")) {
      return false;
    }
    return beginning.contains(FIELD)
        || (!whole && FIELD.startsWith(beginning.substring(1).stripLeading()));
  }

  /** What a file is that is no event log, but may have one in it; empty if that is not known. */
  static String packed(String beginning) {
    if (beginning.startsWith("PK\u0003\u0004")) {
      return "a zip archive";
    } else if (beginning.startsWith("BZh")) {
      return "a file of bzip2";
    } else if (beginning.startsWith("\u00fd7zXZ\u0000")) {
      return "a file of xz";
    }
    return "";
  }

  /** How often each name was skipped. */
  Map<String, Long> skipped() {
    TreeMap<String, Long> skipped = new TreeMap<>();
    for (Name name : names.values()) {
      if (name.skipped > 0) {
        skipped.put(name.text, name.skipped);
      }
    }
    return skipped;
  }

  /** One event's name. */
  static final class Name {
    private final String text;
    private final byte[] bytes;
    private final boolean wanted;
    private long skipped;

    Name(String text, boolean wanted) {
      this.text = text;
      this.bytes = text.getBytes(StandardCharsets.US_ASCII);
      this.wanted = wanted;
    }

    String text() {
      return text;
    }

    boolean wanted() {
      return wanted;
    }

    void skip() {
      skipped++;
    }
  }
}
