package org.truecost.tables;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The place of a data file that is about to be written. Of a restricted table, the folder is its
 * owner's alone (0700), and the file is there before its content, empty and 0600: at no moment can
 * others open it. File systems without such permissions are left as they are.
 */
public final class NewDataFile {
  private static final Set<PosixFilePermission> OWNERS_FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OWNERS_FILE =
      PosixFilePermissions.fromString("rw-------");

  private NewDataFile() {}

  /**
   * Makes room for a file, which must not exist.
   *
   * @param directory the data directory
   * @param relative the file's path as commits name it
   * @return where to write; an empty file may be there
   */
  public static Path prepare(Path directory, TableSchema table, String relative)
      throws IOException {
    Path file = directory.resolve(relative);
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    if (!table.restricted() || !knowsPermissions(directory)) {
      Files.createDirectories(file.getParent());
      return file;
    }
    // The table's folder may be an older version's, open to all.
    Files.createDirectories(file.getParent(), PosixFilePermissions.asFileAttribute(OWNERS_FOLDER));
    restrict(directory, table);
    return Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNERS_FILE));
  }

  /**
   * Makes the folder of a restricted table its owner's alone, if there is one: an older version may
   * have left it open to others.
   */
  public static void restrict(Path directory, TableSchema table) throws IOException {
    Path folder = directory.resolve(table.name());
    if (!table.restricted() || !knowsPermissions(directory) || !Files.isDirectory(folder)) {
      return;
    }
    if (!Files.getPosixFilePermissions(folder).equals(OWNERS_FOLDER)) {
      Files.setPosixFilePermissions(folder, OWNERS_FOLDER);
    }
  }

  private static boolean knowsPermissions(Path directory) {
    return directory.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
