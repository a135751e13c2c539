package org.duima.web.internal;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A file as the answer.
 *
 * @param fileName the name it is saved under; empty to show it in the browser
 */
public record Download(String contentType, String fileName, Content content) {
  /** Writes the file. */
  @FunctionalInterface
  public interface Content {
    void write(OutputStream out) throws IOException;
  }
}
