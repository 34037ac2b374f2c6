package io.memsim.internal.pools;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.event.MemoryListener;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Several listeners as one: every call reaches all of them, in order. */
class ListenersTest {

  private record Heard(int listener, String method, List<Object> arguments) {}

  private final List<Heard> heard = new ArrayList<>();
  private final Listeners listeners = new Listeners();

  private MemoryListener listener(int number) {
    return (MemoryListener)
        Proxy.newProxyInstance(
            MemoryListener.class.getClassLoader(),
            new Class<?>[] {MemoryListener.class},
            (proxy, method, arguments) -> {
              heard.add(new Heard(number, method.getName(), List.of(arguments)));
              return null;
            });
  }

  private static Object argument(Class<?> type, int counter) {
    if (type == long.class) {
      return 7L + counter;
    }
    if (type == int.class) {
      return 7 + counter;
    }
    if (type == boolean.class) {
      return true;
    }
    if (type == String.class) {
      return "text" + counter;
    }
    if (type == long[].class) {
      return new long[] {counter};
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    if (type == RuntimeException.class) {
      return new IllegalStateException();
    }
    return type == BlockId.class ? BlockId.rdd(counter, 0) : StorageLevel.DISK_ONLY;
  }

  /** Calls every method, and expects these listeners to have heard just that, in this order. */
  private void everyCallReaches(Integer... expected) throws Exception {
    heard.clear();
    for (Method method : MemoryListener.class.getMethods()) {
      Class<?>[] types = method.getParameterTypes();
      Object[] arguments = new Object[types.length];
      for (int i = 0; i < types.length; i++) {
        arguments[i] = argument(types[i], i);
      }
      MemoryListener current = listeners.current();
      assertThat(current).isNotNull();
      method.invoke(current, arguments);
      assertThat(heard)
          .allSatisfy(
              each -> {
                assertThat(each.method()).isEqualTo(method.getName());
                assertThat(each.arguments()).containsExactly(arguments);
              });
      assertThat(heard).as("%s", method).extracting(Heard::listener).containsExactly(expected);
      heard.clear();
    }
  }

  @Test
  void thereIsNoneAtFirst() {
    assertThat(listeners.current()).isNull();
    assertThat(listeners.remove(listener(1))).isFalse();
  }

  @Test
  void oneListenerIsItself() throws Exception {
    MemoryListener only = listener(1);
    listeners.add(only);
    assertThat(listeners.current()).isSameAs(only);
    everyCallReaches(1);
    assertThat(listeners.remove(listener(2))).isFalse();
    assertThat(listeners.current()).isSameAs(only);
    assertThat(listeners.remove(only)).isTrue();
    assertThat(listeners.current()).isNull();
  }

  @Test
  void everyCallReachesAllInTheOrderInWhichTheyCame() throws Exception {
    for (int number = 1; number <= 3; number++) {
      listeners.add(listener(number));
    }
    everyCallReaches(1, 2, 3);
  }

  @Test
  void anyOfThemCanBeRemoved() throws Exception {
    for (int removed = 1; removed <= 4; removed++) {
      Listeners four = new Listeners();
      List<MemoryListener> all = new ArrayList<>();
      for (int number = 1; number <= 4; number++) {
        all.add(listener(number));
        four.add(all.get(number - 1));
      }
      assertThat(four.remove(all.get(removed - 1))).isTrue();
      assertThat(four.remove(all.get(removed - 1))).isFalse();
      heard.clear();
      MemoryListener current = four.current();
      assertThat(current).isNotNull();
      current.onCancel(5);
      List<Integer> rest = new ArrayList<>(List.of(1, 2, 3, 4));
      rest.remove(Integer.valueOf(removed));
      assertThat(heard.stream().map(Heard::listener)).isEqualTo(rest);
    }
  }

  @Test
  void aListenerAddedTwiceHearsTwiceAndIsRemovedFromTheEnd() throws Exception {
    MemoryListener twice = listener(1);
    listeners.add(twice);
    listeners.add(listener(2));
    listeners.add(twice);
    everyCallReaches(1, 2, 1);
    listeners.remove(twice);
    everyCallReaches(1, 2);
  }

  @Test
  void partsAreFoundHoweverTheListenersAreNested() {
    MemoryListener a = listener(1);
    MemoryListener b = listener(2);
    MemoryListener c = listener(3);
    MemoryListener nested = MemoryListeners.join(a, MemoryListeners.join(b, c));
    for (MemoryListener part : List.of(a, b, c)) {
      MemoryListener rest = MemoryListeners.without(nested, part);
      assertThat(rest).isNotNull();
      heard.clear();
      rest.onCancel(1);
      assertThat(heard).hasSize(2);
      assertThat(MemoryListeners.without(rest, part)).isSameAs(rest);
    }
    assertThat(MemoryListeners.without(nested, listener(4))).isSameAs(nested);
    assertThat(MemoryListeners.without(nested, nested)).isNull();
  }
}
