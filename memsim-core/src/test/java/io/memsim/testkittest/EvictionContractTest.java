package io.memsim.testkittest;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.block.BlockId;
import io.memsim.block.BlockId.RDDBlockId;
import io.memsim.block.MemoryMode;
import io.memsim.policy.EvictionPolicy;
import io.memsim.policy.EvictionRequest;
import io.memsim.policy.VictimCursor;
import io.memsim.testkit.EvictionContract;
import io.memsim.testkit.OperationMix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each clause of the contract catches a policy that breaks it, and those that do not pass. */
class EvictionContractTest {

  @Test
  void namesOnlyBlocksInMemory() {
    // The executor throws, too, when it is given such a name.
    assertThat(KitLauncher.run(ForgetsRemovals.class).failures())
        .containsExactlyInAnyOrder(
            "namesOnlyBlocksInMemory", "keepsTheInvariants", "survivesChurn");
  }

  static class ForgetsRemovals extends Shortened {
    @Override
    protected EvictionPolicy newPolicy() {
      return new NamesTheGone();
    }
  }

  /** Names the blocks first that have left memory. */
  private static final class NamesTheGone extends LeastRecentlyUsed {
    private final Set<BlockId> gone = new LinkedHashSet<>();

    @Override
    public void added(BlockId block, MemoryMode mode, long bytes) {
      gone.remove(block);
      super.added(block, mode, bytes);
    }

    @Override
    public void removed(BlockId block) {
      gone.add(block);
      super.removed(block);
    }

    @Override
    public VictimCursor victims(EvictionRequest request) {
      return cursor(
          Stream.concat(gone.stream(), order.stream().filter(request::mayEvict)).iterator());
    }

    @Override
    public EvictionPolicy copy() {
      NamesTheGone copy = new NamesTheGone();
      copy.gone.addAll(gone);
      return filledAs(copy);
    }
  }

  @Test
  void namesEachBlockOnce() {
    assertThat(KitLauncher.run(RepeatsItself.class).failures())
        .containsExactlyInAnyOrder("namesEachBlockOnce", "keepsTheInvariants", "survivesChurn");
  }

  static class RepeatsItself extends Shortened {
    @Override
    protected EvictionPolicy newPolicy() {
      return new LeastRecentlyUsed() {
        @Override
        public VictimCursor victims(EvictionRequest request) {
          return cursor(
              order.stream()
                  .filter(request::mayEvict)
                  .flatMap(block -> Stream.of(block, block))
                  .iterator());
        }
      };
    }
  }

  @Test
  void sparesLockedBlocks() {
    assertThat(KitLauncher.run(IgnoresLocks.class).failures())
        .containsExactly("sparesLockedBlocks");
  }

  static class IgnoresLocks extends Shortened {
    @Override
    protected EvictionPolicy newPolicy() {
      return new Tracking() {
        @Override
        boolean mayGo(BlockId block, EvictionRequest request) {
          return isOfMode(block, request) && !isOfSparedRdd(block, request);
        }
      };
    }
  }

  @Test
  void sparesTheOtherMode() {
    assertThat(KitLauncher.run(IgnoresModes.class).failures())
        .containsExactly("sparesTheOtherMode");
  }

  static class IgnoresModes extends Shortened {
    @Override
    protected EvictionPolicy newPolicy() {
      return new Tracking() {
        @Override
        boolean mayGo(BlockId block, EvictionRequest request) {
          return request.mayEvict(block) || !isOfMode(block, request);
        }
      };
    }
  }

  @Test
  void sparesTheRddBeingStored() {
    assertThat(KitLauncher.run(IgnoresRdds.class).failures())
        .containsExactly("sparesTheRddBeingStored");
  }

  static class IgnoresRdds extends Shortened {
    @Override
    protected EvictionPolicy newPolicy() {
      return new Tracking() {
        @Override
        boolean mayGo(BlockId block, EvictionRequest request) {
          return request.mayEvict(block)
              || (isOfMode(block, request) && isOfSparedRdd(block, request));
        }
      };
    }
  }

  @Test
  void namesAllThatMayGo() {
    assertThat(KitLauncher.run(UsesItsOrderUp.class).failures())
        .containsExactly("namesAllThatMayGo");
  }

  static class UsesItsOrderUp extends Shortened {
    @Override
    protected EvictionPolicy newPolicy() {
      return new UsedUp();
    }
  }

  /** Takes blocks out of its order as it names them, and names none of them a second time. */
  private static final class UsedUp extends LeastRecentlyUsed {
    @Override
    public VictimCursor victims(EvictionRequest request) {
      return () -> {
        BlockId next = order.stream().filter(request::mayEvict).findFirst().orElse(null);
        order.remove(next);
        return next;
      };
    }

    @Override
    public EvictionPolicy copy() {
      return filledAs(new UsedUp());
    }
  }

  @Test
  void mayKeepBlocksForGoodIfItSaysSo() {
    assertThat(KitLauncher.run(UsesItsOrderUpAndSaysSo.class).failed()).isEmpty();
  }

  static class UsesItsOrderUpAndSaysSo extends UsesItsOrderUp {
    @Override
    protected boolean mayKeepBlocksForGood() {
      return true;
    }
  }

  @Test
  void isDeterministic() {
    assertThat(KitLauncher.run(ThrowsDice.class).failures())
        .containsExactlyInAnyOrder(
            "isDeterministic", "aCopyGoesOnLikeTheOriginal", "aCopyIsIndependent");
  }

  static class ThrowsDice extends Shortened {
    private static final Random DICE = new Random(1);

    @Override
    protected EvictionPolicy newPolicy() {
      return new LeastRecentlyUsed() {
        @Override
        public VictimCursor victims(EvictionRequest request) {
          List<BlockId> shuffled = new ArrayList<>(order);
          Collections.shuffle(shuffled, DICE);
          return cursor(shuffled.stream().filter(request::mayEvict).iterator());
        }
      };
    }
  }

  @Test
  void aCopyGoesOnLikeTheOriginal() {
    assertThat(KitLauncher.run(ForgetsTheOrder.class).failures())
        .containsExactly("aCopyGoesOnLikeTheOriginal");
  }

  static class ForgetsTheOrder extends Shortened {
    @Override
    protected EvictionPolicy newPolicy() {
      return new Forgetful();
    }
  }

  /** Its copies know the blocks, but not in which order they were used. */
  private static final class Forgetful extends LeastRecentlyUsed {
    @Override
    public EvictionPolicy copy() {
      Forgetful copy = new Forgetful();
      List<BlockId> reversed = new ArrayList<>(order);
      Collections.reverse(reversed);
      copy.order.addAll(reversed);
      return copy;
    }
  }

  @Test
  void aCopyIsIndependent() {
    assertThat(KitLauncher.run(SharesItself.class).failures())
        .contains("aCopyIsIndependent")
        .isSubsetOf("aCopyIsIndependent", "aCopyGoesOnLikeTheOriginal", "keepsTheInvariants");
  }

  static class SharesItself extends Shortened {
    @Override
    protected EvictionPolicy newPolicy() {
      return new LeastRecentlyUsed() {
        @Override
        public EvictionPolicy copy() {
          return this;
        }
      };
    }
  }

  @Test
  void survivesChurn() {
    assertThat(KitLauncher.run(Overflows.class).failures()).containsExactly("survivesChurn");
  }

  static class Overflows extends Shortened {
    @Override
    protected EvictionPolicy newPolicy() {
      return new LeastRecentlyUsed() {
        private int uses;

        @Override
        public void touched(BlockId block) {
          uses++;
          if (uses > 200) {
            throw new ArithmeticException("too many uses: " + uses);
          }
          super.touched(block);
        }

        @Override
        public EvictionPolicy copy() {
          return filledAs(new LeastRecentlyUsed());
        }
      };
    }
  }

  @Test
  void refusesTheMarkerOfSparksOwnOrder() {
    KitLauncher.Outcome outcome = KitLauncher.run(Marker.class);
    assertThat(outcome.passed()).isEmpty();
    assertThat(outcome.failed().get("isDeterministic"))
        .hasMessageContaining("expected a policy that names victims");
  }

  static class Marker extends Shortened {
    @Override
    protected EvictionPolicy newPolicy() {
      return EvictionPolicy.lru();
    }
  }

  /** What is tested here is the contract: shorter sequences do. */
  private abstract static class Shortened extends EvictionContract {
    @Override
    protected OperationMix operationMix() {
      return super.operationMix().length(25);
    }
  }

  /** Knows of each block what could have been asked of the request. */
  private abstract static class Tracking extends LeastRecentlyUsed {
    private final Map<BlockId, MemoryMode> modes = new HashMap<>();

    abstract boolean mayGo(BlockId block, EvictionRequest request);

    final boolean isOfMode(BlockId block, EvictionRequest request) {
      return modes.get(block) == request.mode();
    }

    static boolean isOfSparedRdd(BlockId block, EvictionRequest request) {
      return block instanceof RDDBlockId rdd && rdd.rddId() == request.sparedRdd();
    }

    @Override
    public void added(BlockId block, MemoryMode mode, long bytes) {
      modes.put(block, mode);
      super.added(block, mode, bytes);
    }

    @Override
    public VictimCursor victims(EvictionRequest request) {
      return cursor(order.stream().filter(block -> mayGo(block, request)).iterator());
    }

    @Override
    public EvictionPolicy copy() {
      Tracking original = this;
      Tracking copy =
          new Tracking() {
            @Override
            boolean mayGo(BlockId block, EvictionRequest request) {
              return original.mayGo(block, request);
            }
          };
      copy.modes.putAll(modes);
      return filledAs(copy);
    }
  }
}
