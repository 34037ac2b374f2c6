package io.memsim.simulate;

import io.memsim.workload.LoggedRdd;
import io.memsim.workload.Workload;

/**
 * Where the sizes of an RDD's blocks in one form, values or serialized bytes, come from.
 *
 * @param same blocks seen in this form
 * @param read blocks that tasks tell the size of, which read them in this form
 * @param converted blocks seen in the other form, where the RDD has some that were seen in both
 * @param like blocks not seen at all, where others were seen in this form
 * @param guessed blocks whose size comes from the other form by a rule of thumb
 * @param unknown blocks of an RDD of which none was seen
 */
record SeenSizes(long same, long read, long converted, long like, long guessed, long unknown) {

  static SeenSizes of(Workload workload, ReadSizes reads, LoggedRdd rdd, boolean values) {
    long same = 0;
    long read = 0;
    long other = 0;
    long none = 0;
    boolean both = false;
    for (int i = 0; i < rdd.partitions(); i++) {
      boolean readValues = reads.values(rdd, i) >= 0;
      boolean readBytes = reads.serialized(rdd, i) >= 0;
      boolean asValues = readValues || workload.valuesBytes(rdd.id(), i) >= 0;
      boolean asBytes = readBytes || workload.serializedBytes(rdd.id(), i) >= 0;
      both |= asValues && asBytes;
      if (values ? readValues : readBytes) {
        read++;
      } else if (values ? asValues : asBytes) {
        same++;
      } else if (asValues || asBytes) {
        other++;
      } else {
        none++;
      }
    }
    boolean nothing = same == 0 && read == 0 && other == 0;
    boolean known = same > 0 || read > 0 || both;
    long unseen = nothing ? 0 : none;
    return new SeenSizes(
        same,
        read,
        both ? other : 0,
        known ? unseen : 0,
        (both ? 0 : other) + (known ? 0 : unseen),
        nothing ? none : 0);
  }
}
