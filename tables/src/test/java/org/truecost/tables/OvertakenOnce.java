package org.truecost.tables;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A store in which another writer gets in between the reading of the head and the creation. */
final class OvertakenOnce implements CompareAndSet {
  private final CompareAndSet store;
  private final Interruption other;
  private boolean done;

  interface Interruption {
    void run() throws IOException;
  }

  OvertakenOnce(CompareAndSet store, Interruption other) {
    this.store = store;
    this.other = other;
  }

  @Override
  public boolean create(String name, byte[] content) throws IOException {
    if (!done) {
      done = true;
      other.run();
    }
    return store.create(name, content);
  }

  @Override
  public Optional<byte[]> read(String name) throws IOException {
    return store.read(name);
  }

  @Override
  public List<String> names() throws IOException {
    return store.names();
  }

  @Override
  public void delete(String name) throws IOException {
    store.delete(name);
  }
}
