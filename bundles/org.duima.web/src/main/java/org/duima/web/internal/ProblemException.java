package org.duima.web.internal;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.Text;

/** A request that is not carried out as it was put, with the status that says so. */
public final class ProblemException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Text text;
  private final transient Map<String, String> headers;

  public ProblemException(int status, String zh, String en) {
    this(status, new Text(zh, en));
  }

  public ProblemException(int status, Text text) {
    this(status, text, Map.of());
  }

  ProblemException(int status, Text text, Map<String, String> headers) {
    super(text.en(), null, false, false);
    this.status = status;
    this.text = text;
    this.headers = Map.copyOf(headers);
  }

  int status() {
    return status;
  }

  Text text() {
    return text;
  }

  Map<String, String> headers() {
    return headers;
  }

  static ProblemException bad(String zh, String en) {
    return new ProblemException(400, zh, en);
  }

  static ProblemException notFound() {
    return new ProblemException(404, "没有找到", "not found");
  }

  /**
   * A part of the node that may be missing for a while.
   *
   * @throws ProblemException 503 while it is
   */
  static <T> T present(Supplier<Optional<T>> part, String zh, String en) throws ProblemException {
    return part.get()
        .orElseThrow(() -> new ProblemException(503, zh + "尚未就绪", en + " is not there yet"));
  }
}
