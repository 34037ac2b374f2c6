package io.memsim.bench.parity;

import io.memsim.block.Tier;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.storage.BlockManagerMaster;
import org.apache.spark.storage.BlockManagerMessages;
import org.apache.spark.storage.StorageLevel;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The driver's side of a block manager: told of every block that changes its place, from which
 * evictions are read. Answers by itself, as the driver of an application with one executor would,
 * or asks the real driver.
 */
final class RecordingMaster extends BlockManagerMaster {

  /** Hears of evictions. */
  interface Evictions {
    void evicted(BlockId block, long bytes, Tier to);
  }

  private final boolean asksDriver;
  private final Evictions evictions;
  private BlockId subject;
  private boolean listening;

  RecordingMaster(SparkEnv env, boolean asksDriver, Evictions evictions) {
    super(
        env.blockManager().master().driverEndpoint(),
        env.blockManager().master().driverHeartbeatEndPoint(),
        env.conf(),
        true);
    this.asksDriver = asksDriver;
    this.evictions = evictions;
  }

  /** From now on blocks that leave memory are evicted ones, but for this one, which is stored. */
  void expectEvictions(BlockId stored) {
    subject = stored;
    listening = true;
  }

  /** The executor is gone: the driver shall not send others to it. */
  void leave(String executor) {
    if (asksDriver) {
      removeExecutor(executor);
    }
  }

  void expectNone() {
    listening = false;
  }

  @Override
  public boolean updateBlockInfo(
      BlockManagerId manager, BlockId block, StorageLevel level, long memory, long disk) {
    if (listening && !level.useMemory() && !block.equals(subject)) {
      evictions.evicted(block, memory, level.useDisk() ? Tier.DISK : Tier.NONE);
    }
    return !asksDriver || super.updateBlockInfo(manager, block, level, memory, disk);
  }

  @Override
  public BlockManagerId registerBlockManager(
      BlockManagerId id,
      String[] localDirs,
      long maxOnHeap,
      long maxOffHeap,
      RpcEndpointRef storageEndpoint,
      boolean isReRegister) {
    return asksDriver
        ? super.registerBlockManager(
            id, localDirs, maxOnHeap, maxOffHeap, storageEndpoint, isReRegister)
        : id;
  }

  @Override
  public Seq<BlockManagerId> getPeers(BlockManagerId manager) {
    return asksDriver ? super.getPeers(manager) : noManagers();
  }

  @Override
  public Option<BlockManagerMessages.BlockLocationsAndStatus> getLocationsAndStatus(
      BlockId block, String host) {
    return asksDriver ? super.getLocationsAndStatus(block, host) : Option.empty();
  }

  private static Seq<BlockManagerId> noManagers() {
    return CollectionConverters.asScala(List.<BlockManagerId>of()).toSeq();
  }
}
