package io.memsim.block;

/**
 * The names of what shuffles leave behind. Shuffle files are never in storage memory: these kinds
 * exist because Spark's {@code BlockId.apply} reads them.
 */
public sealed interface ShuffleFamily extends BlockId {

  /**
   * One map task's output for one reduce partition.
   *
   * @param shuffleId the shuffle, at least 0
   * @param mapId the map task, at least 0
   * @param reduceId the reduce partition, at least 0
   */
  record ShuffleBlockId(int shuffleId, long mapId, int reduceId) implements ShuffleFamily {

    /**
     * Checks that the name can be read again.
     *
     * @param shuffleId the shuffle, at least 0
     * @param mapId the map task, at least 0
     * @param reduceId the reduce partition, at least 0
     * @throws IllegalArgumentException when a number is negative
     */
    public ShuffleBlockId {
      Names.checkId(shuffleId, "shuffleId");
      Names.checkId(mapId, "mapId");
      Names.checkId(reduceId, "reduceId");
    }

    @Override
    public String name() {
      return "shuffle_" + shuffleId + "_" + mapId + "_" + reduceId;
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /**
   * One map task's output for a range of reduce partitions.
   *
   * @param shuffleId the shuffle, at least 0
   * @param mapId the map task, at least 0
   * @param startReduceId the first reduce partition, at least 0
   * @param endReduceId the one after the last, at least 0
   */
  record ShuffleBlockBatchId(int shuffleId, long mapId, int startReduceId, int endReduceId)
      implements ShuffleFamily {

    /**
     * Checks that the name can be read again.
     *
     * @param shuffleId the shuffle, at least 0
     * @param mapId the map task, at least 0
     * @param startReduceId the first reduce partition, at least 0
     * @param endReduceId the one after the last, at least 0
     * @throws IllegalArgumentException when a number is negative
     */
    public ShuffleBlockBatchId {
      Names.checkId(shuffleId, "shuffleId");
      Names.checkId(mapId, "mapId");
      Names.checkId(startReduceId, "startReduceId");
      Names.checkId(endReduceId, "endReduceId");
    }

    @Override
    public String name() {
      return "shuffle_" + shuffleId + "_" + mapId + "_" + startReduceId + "_" + endReduceId;
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /**
   * The file with a map task's output.
   *
   * @param shuffleId the shuffle, at least 0
   * @param mapId the map task, at least 0
   * @param reduceId the reduce partition, at least 0
   */
  record ShuffleDataBlockId(int shuffleId, long mapId, int reduceId) implements ShuffleFamily {

    /**
     * Checks that the name can be read again.
     *
     * @param shuffleId the shuffle, at least 0
     * @param mapId the map task, at least 0
     * @param reduceId the reduce partition, at least 0
     * @throws IllegalArgumentException when a number is negative
     */
    public ShuffleDataBlockId {
      Names.checkId(shuffleId, "shuffleId");
      Names.checkId(mapId, "mapId");
      Names.checkId(reduceId, "reduceId");
    }

    @Override
    public String name() {
      return "shuffle_" + shuffleId + "_" + mapId + "_" + reduceId + ".data";
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /**
   * The index of a map task's output.
   *
   * @param shuffleId the shuffle, at least 0
   * @param mapId the map task, at least 0
   * @param reduceId the reduce partition, at least 0
   */
  record ShuffleIndexBlockId(int shuffleId, long mapId, int reduceId) implements ShuffleFamily {

    /**
     * Checks that the name can be read again.
     *
     * @param shuffleId the shuffle, at least 0
     * @param mapId the map task, at least 0
     * @param reduceId the reduce partition, at least 0
     * @throws IllegalArgumentException when a number is negative
     */
    public ShuffleIndexBlockId {
      Names.checkId(shuffleId, "shuffleId");
      Names.checkId(mapId, "mapId");
      Names.checkId(reduceId, "reduceId");
    }

    @Override
    public String name() {
      return "shuffle_" + shuffleId + "_" + mapId + "_" + reduceId + ".index";
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /**
   * A block pushed to a merger.
   *
   * @param shuffleId the shuffle, at least 0
   * @param shuffleMergeId the merge attempt, at least 0
   * @param mapIndex the map task's index, at least 0
   * @param reduceId the reduce partition, at least 0
   */
  record ShufflePushBlockId(int shuffleId, int shuffleMergeId, int mapIndex, int reduceId)
      implements ShuffleFamily {

    /**
     * Checks that the name can be read again.
     *
     * @param shuffleId the shuffle, at least 0
     * @param shuffleMergeId the merge attempt, at least 0
     * @param mapIndex the map task's index, at least 0
     * @param reduceId the reduce partition, at least 0
     * @throws IllegalArgumentException when a number is negative
     */
    public ShufflePushBlockId {
      Names.checkId(shuffleId, "shuffleId");
      Names.checkId(shuffleMergeId, "shuffleMergeId");
      Names.checkId(mapIndex, "mapIndex");
      Names.checkId(reduceId, "reduceId");
    }

    @Override
    public String name() {
      return "shufflePush_" + shuffleId + "_" + shuffleMergeId + "_" + mapIndex + "_" + reduceId;
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /**
   * A merged reduce partition.
   *
   * @param shuffleId the shuffle, at least 0
   * @param shuffleMergeId the merge attempt, at least 0
   * @param reduceId the reduce partition, at least 0
   */
  record ShuffleMergedBlockId(int shuffleId, int shuffleMergeId, int reduceId)
      implements ShuffleFamily {

    /**
     * Checks that the name can be read again.
     *
     * @param shuffleId the shuffle, at least 0
     * @param shuffleMergeId the merge attempt, at least 0
     * @param reduceId the reduce partition, at least 0
     * @throws IllegalArgumentException when a number is negative
     */
    public ShuffleMergedBlockId {
      Names.checkId(shuffleId, "shuffleId");
      Names.checkId(shuffleMergeId, "shuffleMergeId");
      Names.checkId(reduceId, "reduceId");
    }

    @Override
    public String name() {
      return "shuffleMerged_" + shuffleId + "_" + shuffleMergeId + "_" + reduceId;
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /**
   * The data file of a merged partition.
   *
   * @param appId the application: ASCII letters, digits and underscores
   * @param shuffleId the shuffle, at least 0
   * @param shuffleMergeId the merge attempt, at least 0
   * @param reduceId the reduce partition, at least 0
   */
  record ShuffleMergedDataBlockId(String appId, int shuffleId, int shuffleMergeId, int reduceId)
      implements ShuffleFamily {

    /**
     * Checks that the name can be read again.
     *
     * @param appId the application: ASCII letters, digits and underscores
     * @param shuffleId the shuffle, at least 0
     * @param shuffleMergeId the merge attempt, at least 0
     * @param reduceId the reduce partition, at least 0
     * @throws IllegalArgumentException when a number is negative or the application has other
     *     characters
     */
    public ShuffleMergedDataBlockId {
      Names.checkId(shuffleId, "shuffleId");
      Names.checkId(shuffleMergeId, "shuffleMergeId");
      Names.checkId(reduceId, "reduceId");
      Names.checkWord(appId, "appId");
    }

    @Override
    public String name() {
      return Names.merged(appId, shuffleId, shuffleMergeId, reduceId, ".data");
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /**
   * The index file of a merged partition.
   *
   * @param appId the application: ASCII letters, digits and underscores
   * @param shuffleId the shuffle, at least 0
   * @param shuffleMergeId the merge attempt, at least 0
   * @param reduceId the reduce partition, at least 0
   */
  record ShuffleMergedIndexBlockId(String appId, int shuffleId, int shuffleMergeId, int reduceId)
      implements ShuffleFamily {

    /**
     * Checks that the name can be read again.
     *
     * @param appId the application: ASCII letters, digits and underscores
     * @param shuffleId the shuffle, at least 0
     * @param shuffleMergeId the merge attempt, at least 0
     * @param reduceId the reduce partition, at least 0
     * @throws IllegalArgumentException when a number is negative or the application has other
     *     characters
     */
    public ShuffleMergedIndexBlockId {
      Names.checkId(shuffleId, "shuffleId");
      Names.checkId(shuffleMergeId, "shuffleMergeId");
      Names.checkId(reduceId, "reduceId");
      Names.checkWord(appId, "appId");
    }

    @Override
    public String name() {
      return Names.merged(appId, shuffleId, shuffleMergeId, reduceId, ".index");
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /**
   * The description file of a merged partition.
   *
   * @param appId the application: ASCII letters, digits and underscores
   * @param shuffleId the shuffle, at least 0
   * @param shuffleMergeId the merge attempt, at least 0
   * @param reduceId the reduce partition, at least 0
   */
  record ShuffleMergedMetaBlockId(String appId, int shuffleId, int shuffleMergeId, int reduceId)
      implements ShuffleFamily {

    /**
     * Checks that the name can be read again.
     *
     * @param appId the application: ASCII letters, digits and underscores
     * @param shuffleId the shuffle, at least 0
     * @param shuffleMergeId the merge attempt, at least 0
     * @param reduceId the reduce partition, at least 0
     * @throws IllegalArgumentException when a number is negative or the application has other
     *     characters
     */
    public ShuffleMergedMetaBlockId {
      Names.checkId(shuffleId, "shuffleId");
      Names.checkId(shuffleMergeId, "shuffleMergeId");
      Names.checkId(reduceId, "reduceId");
      Names.checkWord(appId, "appId");
    }

    @Override
    public String name() {
      return Names.merged(appId, shuffleId, shuffleMergeId, reduceId, ".meta");
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /**
   * A chunk of a merged partition.
   *
   * @param shuffleId the shuffle, at least 0
   * @param shuffleMergeId the merge attempt, at least 0
   * @param reduceId the reduce partition, at least 0
   * @param chunkId the chunk, at least 0
   */
  record ShuffleBlockChunkId(int shuffleId, int shuffleMergeId, int reduceId, int chunkId)
      implements ShuffleFamily {

    /**
     * Checks that the name can be read again.
     *
     * @param shuffleId the shuffle, at least 0
     * @param shuffleMergeId the merge attempt, at least 0
     * @param reduceId the reduce partition, at least 0
     * @param chunkId the chunk, at least 0
     * @throws IllegalArgumentException when a number is negative
     */
    public ShuffleBlockChunkId {
      Names.checkId(shuffleId, "shuffleId");
      Names.checkId(shuffleMergeId, "shuffleMergeId");
      Names.checkId(reduceId, "reduceId");
      Names.checkId(chunkId, "chunkId");
    }

    @Override
    public String name() {
      return "shuffleChunk_" + shuffleId + "_" + shuffleMergeId + "_" + reduceId + "_" + chunkId;
    }

    @Override
    public String toString() {
      return name();
    }
  }
}
