package io.memsim.bench.parity;

import org.apache.spark.network.BlockDataManager;
import org.apache.spark.network.BlockTransferService;
import org.apache.spark.network.buffer.ManagedBuffer;
import org.apache.spark.network.shuffle.BlockFetchingListener;
import org.apache.spark.network.shuffle.DownloadFileManager;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.StorageLevel;
import scala.concurrent.Future;
import scala.reflect.ClassTag;
import scala.runtime.BoxedUnit;

/** The network of an executor that has nobody to talk to. */
final class NoTransfers extends BlockTransferService {

  @Override
  public void init(BlockDataManager manager) {}

  @Override
  public int port() {
    return 7;
  }

  @Override
  public String hostName() {
    return "localhost";
  }

  @Override
  public Future<BoxedUnit> uploadBlock(
      String host,
      int port,
      String executor,
      BlockId block,
      ManagedBuffer data,
      StorageLevel level,
      ClassTag<?> tag) {
    throw new IllegalStateException("there is nobody to replicate " + block + " to");
  }

  @Override
  public void fetchBlocks(
      String host,
      int port,
      String executor,
      String[] blocks,
      BlockFetchingListener listener,
      DownloadFileManager files) {
    throw new IllegalStateException("there is nobody to fetch from");
  }

  @Override
  public void close() {}
}
