package org.duima.demo.day;

import java.nio.file.Path;

/** The data of the day is wrong; the message names the file and the place. */
public final class DayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DayException(Path file, String problem) {
    super(file + "： " + problem);
  }

  public DayException(Path file, String problem, Throwable cause) {
    super(file + "： " + problem, cause);
  }
}
