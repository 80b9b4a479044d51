package org.truecost.ingest.kafka;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Reads a file on a thread of its own, a few chunks ahead: decoding and digest on one core, Kafka's
 * compression on another. The queue bounds memory and holds the reader back.
 */
final class ReadAhead implements Closeable {
  private static final int CHUNKS = 4;
  private static final long WAIT_MILLIS = 200;

  private final FileReading reading;
  private final BlockingQueue<Object> queue = new ArrayBlockingQueue<>(CHUNKS);
  private final Thread thread;
  private volatile boolean closed;

  private static final Object END = new Object();

  ReadAhead(FileReading reading) {
    this.reading = reading;
    this.thread = new Thread(this::read, "publisher-reader");
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    try {
      for (Chunk chunk = reading.next(); chunk != null; chunk = reading.next()) {
        if (!put(chunk)) {
          return;
        }
      }
      put(END);
    } catch (RuntimeException | Error failure) {
      put(failure);
    }
  }

  private boolean put(Object item) {
    try {
      while (!closed) {
        if (queue.offer(item, WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
          return true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /** The next chunk, or null behind the last one. */
  Chunk next() {
    try {
      Object item = queue.take();
      if (item instanceof Chunk chunk) {
        return chunk;
      }
      if (item instanceof Error error) {
        throw error;
      }
      if (item instanceof RuntimeException failure) {
        throw failure;
      }
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new java.io.InterruptedIOException("interrupted"));
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    queue.clear();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    reading.close();
  }
}
