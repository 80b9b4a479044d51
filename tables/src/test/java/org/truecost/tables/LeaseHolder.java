package org.truecost.tables;

import java.io.IOException;
import java.nio.file.Path;

/** Takes the lease of a directory and keeps it until it is killed. */
final class LeaseHolder {
  private LeaseHolder() {}

  public static void main(String[] arguments) throws IOException {
    try (Lease lease = Lease.acquire(DataDirectory.create(Path.of(arguments[0])), "replay")) {
      System.out.println("holds " + (lease != null));
      int end = System.in.read();
      System.out.println("ends " + end);
    } catch (DataDirectoryException refused) {
      System.out.println(refused.reason());
    }
  }
}
