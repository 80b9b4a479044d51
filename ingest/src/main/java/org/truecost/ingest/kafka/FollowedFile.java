package org.truecost.ingest.kafka;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Objects;

/** A file of a followed directory, known by its number on the disk, so under any name. */
final class FollowedFile {
  /** How long a file was left alone, and so what may be done with it. */
  enum Rest {
    /** Not looked at since it changed. */
    NEW,
    /** It may be written still: whole lines only, and nothing that is compressed. */
    GROWING,
    /** Left alone for the time to settle: its last line counts as it is. */
    SETTLED,
    /** Left alone for ten times as long: damage is damage, not the end of what is written. */
    GIVEN_UP
  }

  private static final long PATIENCE = 10;

  private final Object key;
  private InputLog log;
  private long size = -1;
  private FileTime modified = FileTime.fromMillis(0);

  /** When its size or time changed last, as far as was seen. */
  private long changedNanos;

  /** What it is; null while that is unknown. */
  PublishedFile published;

  /** At what rest it was read last; all that can be done at that one is done. */
  Rest readAt = Rest.NEW;

  /** Whether it was compressed when it was looked at last. */
  boolean compressed;

  /** Whether it is among the files that were counted. */
  boolean counted;

  /** Number of the round in which it was listed last. */
  long round;

  FollowedFile(Object key) {
    this.key = key;
  }

  /** What a file is known by while names change; its path where the file system has nothing. */
  static Object key(Path path, BasicFileAttributes attributes) {
    return attributes.fileKey() == null ? path : attributes.fileKey();
  }

  InputLog log() {
    return log;
  }

  /** Bytes on the disk. */
  long size() {
    return size;
  }

  /**
   * Takes what the file system says now.
   *
   * @param ageNanos how long ago the file was changed, by its own time
   */
  void seen(InputLog now, BasicFileAttributes attributes, long nowNanos, long ageNanos) {
    boolean isNew = size < 0;
    boolean changed = attributes.size() != size || !attributes.lastModifiedTime().equals(modified);
    log = now;
    size = attributes.size();
    modified = attributes.lastModifiedTime();
    if (changed) {
      // A file that was old when it was met first has settled already.
      changedNanos = isNew ? nowNanos - Math.max(0, ageNanos) : nowNanos;
      readAt = Rest.NEW;
    }
  }

  /** Bytes on the disk that were not published; all of them if nobody has read it as it is now. */
  long lagBytes() {
    if (published != null && !compressed) {
      return Math.max(0, size - published.entry.bytes());
    }
    return readAt == Rest.NEW ? Math.max(0, size) : 0;
  }

  Rest rest(long nowNanos, long settleNanos) {
    long unchanged = nowNanos - changedNanos;
    if (unchanged >= settleNanos * PATIENCE) {
      return Rest.GIVEN_UP;
    }
    return unchanged >= settleNanos ? Rest.SETTLED : Rest.GROWING;
  }

  /** Whether the path still leads to this file. */
  boolean isThere() {
    try {
      BasicFileAttributes attributes = Files.readAttributes(log.path(), BasicFileAttributes.class);
      return Objects.equals(key, key(log.path(), attributes));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Whether the bytes before the place where publishing goes on are those that were published: a
   * file that was truncated may have grown to any length since.
   */
  boolean hasTail() {
    byte[] tail = published == null ? new byte[0] : published.tail;
    if (tail.length == 0) {
      return true;
    }
    ByteBuffer there = ByteBuffer.allocate(tail.length);
    try (SeekableByteChannel channel = Files.newByteChannel(log.path())) {
      channel.position(published.entry.bytes() - tail.length);
      while (there.hasRemaining() && channel.read(there) >= 0) {
        // Until it is full or the file ends.
      }
    } catch (IOException e) {
      return false;
    }
    return !there.hasRemaining() && Arrays.equals(there.array(), tail);
  }
}
