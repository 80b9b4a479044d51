package org.truecost.devcluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;

/** Lets one command at a time change a cluster. The system releases it when its holder dies. */
final class DirectoryLock implements AutoCloseable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @throws DevClusterException if another command has it
   */
  static DirectoryLock acquire(Layout layout) throws DevClusterException, IOException {
    FileChannel channel =
        FileChannel.open(layout.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean mine = false;
    try {
      mine = channel.tryLock() != null;
    } catch (OverlappingFileLockException inThisProcess) {
      mine = false;
    } finally {
      if (!mine) {
        channel.close();
      }
    }
    if (!mine) {
      throw new DevClusterException(
          "Another command is starting or stopping the cluster in "
              + layout.root()
              + "; try again when it is done.");
    }
    return new DirectoryLock(channel);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
