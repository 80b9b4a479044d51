package org.truecost.metering.publish;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.truecost.tables.CoveredFile;
import org.truecost.tables.CoveredOffsets;
import org.truecost.tables.DataFile;

/** Bytes of {@link Published}, with a version, since they live in checkpoints. */
public final class PublishedSerializer implements SimpleVersionedSerializer<Published> {
  private static final int VERSION = 1;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(Published published) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(published.files().size());
    for (DataFile file : published.files()) {
      out.writeUTF(file.table());
      out.writeUTF(file.path());
      out.writeUTF(file.registry());
      out.writeUTF(file.month());
      out.writeLong(file.rows());
      out.writeLong(file.bytes());
      out.writeInt(file.batches().size());
      for (String batch : file.batches()) {
        out.writeUTF(batch);
      }
    }
    out.writeInt(published.covered().size());
    for (CoveredFile covered : published.covered()) {
      out.writeUTF(covered.source());
      out.writeUTF(covered.file());
      out.writeUTF(covered.batchId());
      out.writeLong(covered.revision());
      out.writeUTF(covered.fate());
      out.writeUTF(covered.decodedDigest());
      out.writeLong(covered.decodedBytes());
      out.writeLong(covered.unfinishedBytes());
      out.writeUTF(covered.storedDigest());
      out.writeUTF(covered.firstLineDigest());
      out.writeUTF(covered.beginnings());
      out.writeLong(covered.lines());
      out.writeLong(covered.asOf());
    }
    out.writeInt(published.offsets().size());
    for (CoveredOffsets range : published.offsets()) {
      out.writeUTF(range.partition());
      out.writeLong(range.from());
      out.writeLong(range.to());
    }
    out.writeInt(published.marks().size());
    for (CheckpointMark mark : published.marks()) {
      out.writeLong(mark.checkpoint());
      out.writeBoolean(mark.ends());
      out.writeBoolean(mark.publishes());
      out.writeInt(mark.of());
    }
    out.writeInt(published.fingerprints().size());
    for (String file : published.fingerprints()) {
      out.writeUTF(file);
    }
    return bytes.toByteArray();
  }

  @Override
  public Published deserialize(int version, byte[] serialized) throws IOException {
    if (version != VERSION) {
      throw new IOException("Unrecognized version or corrupt state: " + version);
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized));
    List<DataFile> files = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      String table = in.readUTF();
      String path = in.readUTF();
      String registry = in.readUTF();
      String month = in.readUTF();
      long rows = in.readLong();
      long bytes = in.readLong();
      List<String> batches = new ArrayList<>();
      for (int more = in.readInt(); more > 0; more--) {
        batches.add(in.readUTF());
      }
      files.add(new DataFile(table, path, registry, month, rows, bytes, batches));
    }
    List<CoveredFile> covered = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      covered.add(
          new CoveredFile(
              in.readUTF(),
              in.readUTF(),
              in.readUTF(),
              in.readLong(),
              in.readUTF(),
              in.readUTF(),
              in.readLong(),
              in.readLong(),
              in.readUTF(),
              in.readUTF(),
              in.readUTF(),
              in.readLong(),
              in.readLong()));
    }
    List<CoveredOffsets> offsets = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      offsets.add(new CoveredOffsets(in.readUTF(), in.readLong(), in.readLong()));
    }
    List<CheckpointMark> marks = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      marks.add(
          new CheckpointMark(in.readLong(), in.readBoolean(), in.readBoolean(), in.readInt()));
    }
    List<String> fingerprints = new ArrayList<>();
    // Checkpoints of before there were any end here.
    if (in.available() > 0) {
      for (int left = in.readInt(); left > 0; left--) {
        fingerprints.add(in.readUTF());
      }
    }
    return new Published(files, covered, offsets, marks, fingerprints);
  }
}
