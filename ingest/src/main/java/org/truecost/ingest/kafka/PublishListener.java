package org.truecost.ingest.kafka;

/** Is told what a person should hear while publishing goes on. */
public interface PublishListener {
  /** One sentence. It holds names of files, never anything of their lines. */
  void note(String sentence);
}
