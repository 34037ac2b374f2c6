package io.memsim.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events carry what the listener's method of the same name is told. */
class MemoryEventTest {

  private final List<MemoryEvent> events = new ArrayList<>();
  private final MemoryListener listener = MemoryEvent.listener(events::add);

  /** A telling argument of a type; the counter keeps the longs apart. */
  static Object argument(Class<?> type, int counter) {
    if (type == long.class) {
      return 100L + counter;
    }
    if (type == int.class) {
      return 100 + counter;
    }
    if (type == boolean.class) {
      return true;
    }
    if (type == String.class) {
      return "consumer" + counter;
    }
    if (type == BlockId.class) {
      return BlockId.rdd(counter, counter);
    }
    if (type == StorageLevel.class) {
      return StorageLevel.OFF_HEAP;
    }
    if (type == long[].class) {
      return new long[] {counter};
    }
    if (type == RuntimeException.class) {
      return new IllegalStateException("why");
    }
    assertThat(type.isEnum()).as(type.getName()).isTrue();
    Object[] constants = type.getEnumConstants();
    return constants[constants.length - 1];
  }

  static Object[] arguments(Method method) {
    Class<?>[] types = method.getParameterTypes();
    Object[] arguments = new Object[types.length];
    Arrays.setAll(arguments, i -> argument(types[i], i));
    return arguments;
  }

  private static boolean isOperation(Method method) {
    return method.getName().startsWith("on") || method.getName().startsWith("operation");
  }

  @Test
  void eachEffectMakesTheEventOfItsNameWithItsArguments() throws Exception {
    int effects = 0;
    for (Method method : MemoryListener.class.getMethods()) {
      if (isOperation(method)) {
        continue;
      }
      effects++;
      events.clear();
      Object[] arguments = arguments(method);
      method.invoke(listener, arguments);
      assertThat(events).as(method.getName()).hasSize(1);
      MemoryEvent event = events.get(0);
      assertThat(event.getClass().getSimpleName()).isEqualToIgnoringCase(method.getName());
      List<Object> components = new ArrayList<>();
      for (RecordComponent component : event.getClass().getRecordComponents()) {
        components.add(component.getAccessor().invoke(event));
      }
      assertThat(components).containsExactly(arguments);
    }
    assertThat(effects).isEqualTo(MemoryEvent.class.getPermittedSubclasses().length).isEqualTo(15);
  }

  @Test
  void operationsMakeNoEvents() throws Exception {
    for (Method method : MemoryListener.class.getMethods()) {
      if (isOperation(method)) {
        method.invoke(listener, arguments(method));
      }
    }
    assertThat(events).isEmpty();
  }

  @Test
  void aListenerThatOverridesNothingHearsEverythingInSilence() throws Exception {
    MemoryListener silent = new MemoryListener() {};
    for (Method method : MemoryListener.class.getMethods()) {
      assertThat(method.invoke(silent, arguments(method))).isNull();
    }
  }

  @Test
  void aConsumerIsNeeded() {
    assertThatThrownBy(() -> MemoryEvent.listener(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("consumer");
  }

  @Test
  void eventsAreEqualWhenTheyTellTheSame() {
    listener.evicted(BlockId.rdd(1, 2), 3, Tier.DISK, EvictionCause.UNROLL, 4);
    listener.executionReleased(1, MemoryMode.OFF_HEAP, 2);
    assertThat(events)
        .containsExactly(
            new MemoryEvent.Evicted(BlockId.rdd(1, 2), 3, Tier.DISK, EvictionCause.UNROLL, 4),
            new MemoryEvent.ExecutionReleased(1, MemoryMode.OFF_HEAP, 2));
  }
}
