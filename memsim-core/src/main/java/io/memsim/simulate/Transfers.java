package io.memsim.simulate;

/**
 * What it costs to move one block: by the cost model, the block's bytes, and its values, each of
 * which has to be taken apart and put together by itself.
 */
final class Transfers {

  private final CostModel costs;
  private final Preparation preparation;

  Transfers(CostModel costs, Preparation preparation) {
    this.costs = costs;
    this.preparation = preparation;
  }

  private long bytes(int rdd, int partition) {
    return preparation.blocks().diskBytes(rdd, partition);
  }

  /** Reading bytes from disk. */
  double read(int rdd, int partition) {
    return costs.readMillis(bytes(rdd, partition));
  }

  /** Writing bytes to disk. */
  double write(int rdd, int partition) {
    return costs.writeMillis(bytes(rdd, partition));
  }

  /** Reading a block of another executor. */
  double network(int rdd, int partition) {
    return costs.networkMillis(bytes(rdd, partition));
  }

  double serialize(int rdd, int partition) {
    return costs.serializeMillis(bytes(rdd, partition), preparation.count(rdd, partition));
  }

  double deserialize(int rdd, int partition) {
    return costs.deserializeMillis(bytes(rdd, partition), preparation.count(rdd, partition));
  }
}
