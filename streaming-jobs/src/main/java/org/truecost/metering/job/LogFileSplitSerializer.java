package org.truecost.metering.job;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Bytes of splits, and of the list of splits that wait for a reader. */
final class LogFileSplitSerializer implements SimpleVersionedSerializer<LogFileSplit> {
  private static final int VERSION = 1;
  private static final int SPLIT_BYTES = Integer.BYTES + Long.BYTES;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(LogFileSplit split) {
    return put(ByteBuffer.allocate(SPLIT_BYTES), split).array();
  }

  @Override
  public LogFileSplit deserialize(int version, byte[] serialized) throws IOException {
    requireKnown(version);
    return take(ByteBuffer.wrap(serialized));
  }

  /** The same for a whole list. */
  static final class OfList implements SimpleVersionedSerializer<Collection<LogFileSplit>> {
    @Override
    public int getVersion() {
      return VERSION;
    }

    @Override
    public byte[] serialize(Collection<LogFileSplit> splits) {
      ByteBuffer bytes = ByteBuffer.allocate(splits.size() * SPLIT_BYTES);
      splits.forEach(split -> put(bytes, split));
      return bytes.array();
    }

    @Override
    public Collection<LogFileSplit> deserialize(int version, byte[] serialized) throws IOException {
      requireKnown(version);
      ByteBuffer bytes = ByteBuffer.wrap(serialized);
      List<LogFileSplit> splits = new ArrayList<>();
      while (bytes.hasRemaining()) {
        splits.add(take(bytes));
      }
      return splits;
    }
  }

  private static ByteBuffer put(ByteBuffer bytes, LogFileSplit split) {
    return bytes.putInt(split.fileIndex()).putLong(split.position());
  }

  private static LogFileSplit take(ByteBuffer bytes) {
    return new LogFileSplit(bytes.getInt(), bytes.getLong());
  }

  private static void requireKnown(int version) throws IOException {
    if (version != VERSION) {
      throw new IOException("Unrecognized version or corrupt state: " + version);
    }
  }
}
