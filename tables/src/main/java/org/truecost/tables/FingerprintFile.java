package org.truecost.tables;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.truecost.tables.DataDirectoryException.Reason;

/**
 * A file in {@code _commits} with fingerprints of lines, in pieces that mean nothing here: written
 * once, and remembered by the commit that names it. It holds keyed hashes, and no word of a line.
 *
 * <p>A header, each piece behind its length and CRC-32C, and a length of -1.
 */
public final class FingerprintFile implements Closeable {
  static final String SUFFIX = ".fingerprints";
  private static final long HEADER = 0x5443_4650_0000_0001L;
  private static final int END = -1;

  private final FileChannel channel;
  private final DataOutputStream out;
  private final String path;

  private FingerprintFile(FileChannel channel, String path) throws IOException {
    this.channel = channel;
    this.path = path;
    this.out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
    out.writeLong(HEADER);
  }

  /** Takes a piece of a file; it may fail. */
  public interface Reader {
    void take(byte[] piece) throws IOException;
  }

  /**
   * Begins a file.
   *
   * @param directory the data directory
   * @param name unique; begins with the job's lineage, so that expiry knows whose it is
   */
  public static FingerprintFile create(Path directory, String name) throws IOException {
    String path = DataDirectory.COMMITS + "/" + name + SUFFIX;
    return new FingerprintFile(
        FileChannel.open(
            directory.resolve(path), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        path);
  }

  /** Adds a piece. */
  public void add(byte[] piece) throws IOException {
    out.writeInt(piece.length);
    out.writeInt(checksum(piece));
    out.write(piece);
  }

  /**
   * Ends the file and makes it durable.
   *
   * @return its path as {@link Change#fingerprints()} wants it
   */
  public String finish() throws IOException {
    out.writeInt(END);
    out.flush();
    channel.force(true);
    channel.close();
    return path;
  }

  /** Ends without finishing: what is there is no file of fingerprints. */
  @Override
  public void close() throws IOException {
    channel.close();
  }

  /**
   * Reads all pieces of a file.
   *
   * @throws DataDirectoryException {@link Reason#DAMAGED} if it is missing, cut short or altered
   */
  public static void read(Path file, Reader reader) throws IOException {
    try (InputStream stored = Files.newInputStream(file);
        DataInputStream in = new DataInputStream(new BufferedInputStream(stored))) {
      if (in.readLong() != HEADER) {
        throw damaged(file, "is no such file, or of a newer Truecost", null);
      }
      for (int length = in.readInt(); length != END; length = in.readInt()) {
        int checksum = in.readInt();
        byte[] piece = in.readNBytes(Math.max(length, 0));
        if (piece.length != length || checksum(piece) != checksum) {
          throw damaged(file, "is cut short or altered", null);
        }
        reader.take(piece);
      }
    } catch (NoSuchFileException missing) {
      throw damaged(file, "is missing", missing);
    } catch (EOFException cut) {
      throw damaged(file, "is cut short or altered", cut);
    }
  }

  private static int checksum(byte[] piece) {
    CRC32C checksum = new CRC32C();
    checksum.update(ByteBuffer.wrap(piece));
    return (int) checksum.getValue();
  }

  private static DataDirectoryException damaged(Path file, String how, Throwable cause) {
    return new DataDirectoryException(
        Reason.DAMAGED,
        "The file of fingerprints "
            + file
            + ", by which lines that come again are known, "
            + how
            + "; restore it from a backup, or replay all logs into a new data directory.",
        cause);
  }
}
