package io.memsim.simulate;

import io.memsim.workload.LoggedRdd;
import io.memsim.workload.Workload;

/**
 * Where the sizes of an RDD's blocks in one form, values or serialized bytes, come from.
 *
 * @param same blocks seen in this form
 * @param converted blocks seen in the other form, where the RDD has some that were seen in both
 * @param like blocks not seen at all, where others were seen in this form
 * @param guessed blocks whose size comes from the other form by a rule of thumb
 * @param unknown blocks of an RDD of which none was seen
 */
record SeenSizes(long same, long converted, long like, long guessed, long unknown) {

  static SeenSizes of(Workload workload, LoggedRdd rdd, boolean values) {
    long same = 0;
    long other = 0;
    long none = 0;
    boolean both = false;
    for (int i = 0; i < rdd.partitions(); i++) {
      boolean asValues = workload.valuesBytes(rdd.id(), i) >= 0;
      boolean asBytes = workload.serializedBytes(rdd.id(), i) >= 0;
      both |= asValues && asBytes;
      if (values ? asValues : asBytes) {
        same++;
      } else if (asValues || asBytes) {
        other++;
      } else {
        none++;
      }
    }
    boolean nothing = same == 0 && other == 0;
    long unseen = nothing ? 0 : none;
    return new SeenSizes(
        same,
        both ? other : 0,
        same > 0 || both ? unseen : 0,
        (both ? 0 : other) + (same > 0 || both ? 0 : unseen),
        nothing ? none : 0);
  }
}
