package io.memsim.block;

import java.io.Serializable;
import java.util.UUID;

/**
 * The name of a block: Spark's {@code BlockId}, with all kinds that its {@code BlockId.apply}
 * reads. Two blocks are the same when kind and parts are equal. Immutable values.
 *
 * <p>A value can only be made with parts that its name can be read back from: {@code
 * parse(id.name())} always equals {@code id}.
 */
public sealed interface BlockId extends Serializable
    permits BlockId.RDDBlockId,
        BlockId.BroadcastBlockId,
        BlockId.TaskResultBlockId,
        BlockId.StreamBlockId,
        BlockId.PythonStreamBlockId,
        BlockId.TempLocalBlockId,
        BlockId.TempShuffleBlockId,
        BlockId.TestBlockId,
        BlockId.TestLogBlockId,
        BlockId.PythonWorkerLogBlockId,
        ShuffleFamily {

  /**
   * The canonical name, also what {@code toString} answers. Built anew at each call.
   *
   * @return Spark's name, such as {@code rdd_3_17}
   */
  String name();

  /**
   * Reads a name as Spark does: leading zeros are dropped ({@code rdd_01_0} is {@code rdd_1_0}),
   * and as Spark's patterns have it, any character may stand for the dot of {@code .data}. Reading
   * an RDD block's name allocates nothing but the answer.
   *
   * @param name the text
   * @return the block of that name
   * @throws IllegalArgumentException when Spark does not know such a name, or a number in it is out
   *     of its range; the message has the text and what was expected
   */
  static BlockId parse(String name) {
    return BlockIdParser.parse(name);
  }

  /**
   * A partition of an RDD.
   *
   * @param rddId the RDD, at least 0
   * @param splitIndex the partition, at least 0
   * @return its block
   * @throws IllegalArgumentException when a number is negative
   */
  static RDDBlockId rdd(int rddId, int splitIndex) {
    return new RDDBlockId(rddId, splitIndex);
  }

  /**
   * A broadcast variable.
   *
   * @param id the variable, at least 0
   * @return its block
   * @throws IllegalArgumentException when the number is negative
   */
  static BroadcastBlockId broadcast(long id) {
    return new BroadcastBlockId(id, "");
  }

  /**
   * A piece of a broadcast variable.
   *
   * @param id the variable, at least 0
   * @param field which piece, such as {@code piece0}
   * @return its block
   * @throws IllegalArgumentException when the number is negative or the piece has characters other
   *     than ASCII letters, digits and underscores
   */
  static BroadcastBlockId broadcast(long id, String field) {
    return new BroadcastBlockId(id, field);
  }

  /**
   * A block for tests, of no RDD.
   *
   * @param id what follows {@code test_} in its name
   * @return the block
   * @throws IllegalArgumentException when the id has a line break or reads as {@code
   *     log_<number>_...}
   */
  static TestBlockId test(String id) {
    return new TestBlockId(id);
  }

  /**
   * Whether this is a partition of an RDD.
   *
   * @return true for {@link RDDBlockId}
   */
  default boolean isRdd() {
    return this instanceof RDDBlockId;
  }

  /**
   * Whether this belongs to a broadcast variable.
   *
   * @return true for {@link BroadcastBlockId}
   */
  default boolean isBroadcast() {
    return this instanceof BroadcastBlockId;
  }

  /**
   * Whether Spark counts this as a shuffle block: map output, batches of it, and its data and index
   * files, but nothing of push-based shuffle.
   *
   * @return true for those four kinds
   */
  default boolean isShuffle() {
    return this instanceof ShuffleFamily.ShuffleBlockId
        || this instanceof ShuffleFamily.ShuffleBlockBatchId
        || this instanceof ShuffleFamily.ShuffleDataBlockId
        || this instanceof ShuffleFamily.ShuffleIndexBlockId;
  }

  /**
   * A partition of a cached RDD.
   *
   * @param rddId the RDD, at least 0
   * @param splitIndex the partition, at least 0
   */
  record RDDBlockId(int rddId, int splitIndex) implements BlockId {

    /**
     * Checks that the name can be read again.
     *
     * @param rddId the RDD, at least 0
     * @param splitIndex the partition, at least 0
     * @throws IllegalArgumentException when a number is negative
     */
    public RDDBlockId {
      Names.checkId(rddId, "rddId");
      Names.checkId(splitIndex, "splitIndex");
    }

    @Override
    public String name() {
      return "rdd_" + rddId + "_" + splitIndex;
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /**
   * A broadcast variable, or a piece of one.
   *
   * @param broadcastId the variable, at least 0
   * @param field which piece: ASCII letters, digits and underscores; empty for the variable itself
   */
  record BroadcastBlockId(long broadcastId, String field) implements BlockId {

    /**
     * Checks that the name can be read again.
     *
     * @param broadcastId the variable, at least 0
     * @param field which piece: ASCII letters, digits and underscores; empty for the variable
     *     itself
     * @throws IllegalArgumentException when a number is negative or the field has other characters
     */
    public BroadcastBlockId {
      Names.checkId(broadcastId, "broadcastId");
      Names.checkWord(field, "field");
    }

    @Override
    public String name() {
      return "broadcast_" + broadcastId + (field.isEmpty() ? "" : "_" + field);
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /**
   * A task's result that was too large for a direct reply.
   *
   * @param taskId the task attempt, at least 0
   */
  record TaskResultBlockId(long taskId) implements BlockId {

    /**
     * Checks that the name can be read again.
     *
     * @param taskId the task attempt, at least 0
     * @throws IllegalArgumentException when a number is negative
     */
    public TaskResultBlockId {
      Names.checkId(taskId, "taskId");
    }

    @Override
    public String name() {
      return "taskresult_" + taskId;
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /**
   * Received data of a stream.
   *
   * @param streamId the stream, at least 0
   * @param uniqueId the block's number in it, at least 0
   */
  record StreamBlockId(int streamId, long uniqueId) implements BlockId {

    /**
     * Checks that the name can be read again.
     *
     * @param streamId the stream, at least 0
     * @param uniqueId the block's number in it, at least 0
     * @throws IllegalArgumentException when a number is negative
     */
    public StreamBlockId {
      Names.checkId(streamId, "streamId");
      Names.checkId(uniqueId, "uniqueId");
    }

    @Override
    public String name() {
      return "input-" + streamId + "-" + uniqueId;
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /**
   * Received data of a Python stream.
   *
   * @param streamId the stream, at least 0
   * @param uniqueId the block's number in it, at least 0
   */
  record PythonStreamBlockId(int streamId, long uniqueId) implements BlockId {

    /**
     * Checks that the name can be read again.
     *
     * @param streamId the stream, at least 0
     * @param uniqueId the block's number in it, at least 0
     * @throws IllegalArgumentException when a number is negative
     */
    public PythonStreamBlockId {
      Names.checkId(streamId, "streamId");
      Names.checkId(uniqueId, "uniqueId");
    }

    @Override
    public String name() {
      return "python-stream-" + streamId + "-" + uniqueId;
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /**
   * Temporary local data, such as a spill.
   *
   * @param id its random name
   */
  record TempLocalBlockId(UUID id) implements BlockId {

    @Override
    public String name() {
      return "temp_local_" + id;
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /**
   * Temporary shuffle data.
   *
   * @param id its random name
   */
  record TempShuffleBlockId(UUID id) implements BlockId {

    @Override
    public String name() {
      return "temp_shuffle_" + id;
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /**
   * A block of no particular kind, for tests.
   *
   * @param id any text of one line that does not make it the name of a log block
   */
  record TestBlockId(String id) implements BlockId {

    /**
     * Checks that the name can be read again.
     *
     * @param id any text of one line that does not make it the name of a log block
     * @throws IllegalArgumentException when the id has a line break or reads as {@code
     *     log_<number>_...}
     */
    public TestBlockId {
      Names.checkTestId(id);
    }

    @Override
    public String name() {
      return "test_" + id;
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /**
   * Log data, for tests.
   *
   * @param lastLogTime the time of its last entry, milliseconds since 1970, at least 0
   * @param executorId who wrote it, any text of one line
   */
  record TestLogBlockId(long lastLogTime, String executorId) implements BlockId {

    /**
     * Checks that the name can be read again.
     *
     * @param lastLogTime the time of its last entry, milliseconds since 1970, at least 0
     * @param executorId who wrote it, any text of one line
     * @throws IllegalArgumentException when a number is negative or the executor's name has a line
     *     break
     */
    public TestLogBlockId {
      Names.checkId(lastLogTime, "lastLogTime");
      Names.checkLine(executorId, "executorId");
    }

    @Override
    public String name() {
      return "test_log_" + lastLogTime + "_" + executorId;
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /**
   * Log data of a Python worker.
   *
   * @param lastLogTime the time of its last entry, milliseconds since 1970, at least 0
   * @param executorId who wrote it, without underscore
   * @param sessionId the session, without underscore
   * @param workerId the worker process, without underscore
   */
  record PythonWorkerLogBlockId(
      long lastLogTime, String executorId, String sessionId, String workerId) implements BlockId {

    /**
     * Checks that the name can be read again.
     *
     * @param lastLogTime the time of its last entry, milliseconds since 1970, at least 0
     * @param executorId who wrote it, without underscore
     * @param sessionId the session, without underscore
     * @param workerId the worker process, without underscore
     * @throws IllegalArgumentException when a number is negative or a text has an underscore
     */
    public PythonWorkerLogBlockId {
      Names.checkId(lastLogTime, "lastLogTime");
      Names.checkNoUnderscore(executorId, "executorId");
      Names.checkNoUnderscore(sessionId, "sessionId");
      Names.checkNoUnderscore(workerId, "workerId");
    }

    @Override
    public String name() {
      return "python_worker_log_"
          + lastLogTime
          + "_"
          + executorId
          + "_"
          + sessionId
          + "_"
          + workerId;
    }

    @Override
    public String toString() {
      return name();
    }
  }
}
