package io.memsim.config;

import static io.memsim.config.ByteSize.Unit.BYTE;
import static io.memsim.config.ByteSize.Unit.MIB;

import java.io.Serializable;
import java.util.OptionalLong;

/**
 * The heap: what the JVM is started with, what the memory manager sees of it, and what is set
 * aside.
 *
 * @param configured bytes of {@code -Xmx}, whole MiB
 * @param visible bytes that the memory manager sees
 * @param reserved bytes set aside
 * @param source where {@code visible} comes from
 */
record Heap(long configured, long visible, long reserved, String source) implements Serializable {

  private static final long RESERVED = 300 * MIB.bytes();

  // A region, the coarsest step in which a JVM rounds -Xmx up, is at most 32 MiB.
  private static final long ROUNDING = 32 * MIB.bytes();

  static Heap of(MemoryConfigBuilder builder, Settings settings, Deployment deployment) {
    SparkProperty property =
        deployment == Deployment.EXECUTOR
            ? SparkProperty.EXECUTOR_MEMORY
            : SparkProperty.DRIVER_MEMORY;
    OptionalLong test = settings.wholeIfSet(SparkProperty.TEST_MEMORY);
    OptionalLong given = builder.givenHeap();
    if (test.isPresent() && given.isPresent()) {
      throw new ConfigException(
          SparkProperty.TEST_MEMORY.key(),
          String.valueOf(test.getAsLong()),
          "it not to be set, since the heap is given as " + given.getAsLong() + " bytes");
    }
    long configured = settings.bytes(property);
    long visible;
    String key = property.key();
    String value = settings.textOrFallback(property);
    String source = key + (settings.has(property) ? " = " : ", by default ") + value;
    if (test.isPresent()) {
      visible = test.getAsLong();
      key = SparkProperty.TEST_MEMORY.key();
      value = String.valueOf(visible);
      source = key + " = " + value;
    } else if (given.isPresent()) {
      visible = given.getAsLong();
      key = "heap";
      value = String.valueOf(visible);
      source = builder.givenHeapSource();
      configured = configuredBeside(builder, settings, property, visible, configured);
    } else if (builder.isTrace()) {
      visible = settings.exactBytes(property, BYTE);
      configured = roundUp(visible);
    } else {
      visible = configured;
    }
    long reserved = reserved(settings);
    check(settings, visible, reserved, key, value);
    return new Heap(configured, visible, reserved, source);
  }

  private static long configuredBeside(
      MemoryConfigBuilder builder,
      Settings settings,
      SparkProperty property,
      long visible,
      long configured) {
    OptionalLong xmx = builder.givenMaxHeap();
    if (!settings.has(property)) {
      return xmx.isPresent() ? xmx.getAsLong() / MIB.bytes() * MIB.bytes() : roundUp(visible);
    }
    boolean agrees =
        xmx.isPresent()
            ? xmx.getAsLong() / MIB.bytes() == configured / MIB.bytes()
            : visible <= configured + ROUNDING;
    if (!agrees) {
      throw new ConfigException(
          property.key(),
          settings.textOrFallback(property),
          "a heap that agrees with the one given, of "
              + (xmx.isPresent() ? xmx.getAsLong() : visible)
              + " bytes");
    }
    return configured;
  }

  private static long reserved(Settings settings) {
    boolean testing = settings.has(SparkProperty.IS_TESTING);
    return settings.wholeIfSet(SparkProperty.TEST_RESERVED_MEMORY).orElse(testing ? 0 : RESERVED);
  }

  /** The two checks of Spark's start: the second one reads a set executor's memory as bytes. */
  private static void check(
      Settings settings, long visible, long reserved, String key, String value) {
    long least = (long) Math.ceil(reserved * 1.5);
    String expected =
        "at least "
            + ByteSize.exact(least)
            + ", 1.5 times the reserved "
            + ByteSize.format(reserved)
            + ": Spark refuses to start with less";
    if (visible < least) {
      throw new ConfigException(key, value, expected);
    }
    SparkProperty property = SparkProperty.EXECUTOR_MEMORY;
    String text = settings.text(property);
    if (text == null) {
      return;
    }
    long asBytes = settings.exactBytes(property, BYTE);
    if (asBytes < least) {
      boolean bare = settings.exactBytes(property, MIB) != asBytes;
      throw new ConfigException(
          property.key(),
          text,
          bare
              ? text.trim()
                  + "m: a bare number is launched as MiB, but Spark's start-up check reads it as"
                  + " bytes and refuses it"
              : expected);
    }
  }

  private static long roundUp(long bytes) {
    long whole = bytes / MIB.bytes() * MIB.bytes();
    return whole == bytes || whole > Long.MAX_VALUE - MIB.bytes() ? whole : whole + MIB.bytes();
  }
}
