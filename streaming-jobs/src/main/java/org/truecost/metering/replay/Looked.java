package org.truecost.metering.replay;

import org.truecost.metering.replay.InputFiles.InputFile;

/** A file that was looked at. */
record Looked(InputFile input, FileInspection inspection) {
  String file() {
    return input.file();
  }

  String sourceId() {
    return input.source().id();
  }
}
