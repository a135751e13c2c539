package org.duima.source.fhir4.internal;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Resource;

/**
 * HAPI's reader of FHIR R4. Its context is made once for the whole bundle, which takes about a
 * second; {@link #warm} does so before anybody waits. Safe for use by several threads.
 */
public final class FhirR4 {
  private static final long PATIENCE_SECONDS = 30;

  private static final FutureTask<FhirContext> CONTEXT =
      new FutureTask<>(() -> inItsOwnLoader(FhirR4::make));

  private static FhirContext make() {
    FhirContext made = FhirContext.forR4();
    // references are looked up by hand, and nobody writes resources
    made.getParserOptions().setStripVersionsFromReferences(false);
    return made;
  }

  /** Makes it and reads samples, so that the classes of common resources are there. */
  void warm(Iterable<String> samples) {
    for (String sample : samples) {
      read(new Cut("", "", "", sample), new Findings());
    }
  }

  /**
   * Reads a resource as far as it can be read.
   *
   * @param findings told what could not
   * @return empty if nothing of it could
   */
  Optional<Resource> read(Cut cut, Findings findings) {
    if (cut.json().isEmpty()) {
      findings.warn(
          "cds.number", cut.path(), "数值过大或过长，未检查", "has a number that is too large; not judged");
      return Optional.empty();
    }
    FhirContext made = context();
    findings.at(cut.path());
    try {
      return inItsOwnLoader(
          () -> {
            IParser parser = made.newJsonParser();
            parser.setParserErrorHandler(findings);
            return parser.parseResource(cut.json()) instanceof Resource resource
                ? Optional.of(resource)
                : Optional.empty();
          });
    } catch (RuntimeException e) {
      // HAPI's own text quotes what was sent
      findings.warn(
          "cds.not-read",
          cut.path(),
          "不是可读的 R4 资源，未检查",
          "not a resource of R4 that can be read; it is not judged");
      return Optional.empty();
    }
  }

  /**
   * The context that all readers share.
   *
   * @throws IllegalStateException if it cannot be made
   */
  public static FhirContext context() {
    CONTEXT.run();
    try {
      return CONTEXT.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while HAPI starts", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("HAPI does not start", e);
    }
  }

  /** Does something with HAPI, which looks some of its parts up by the thread's class loader. */
  public static <T> T inItsOwnLoader(Supplier<T> action) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(FhirR4.class.getClassLoader());
    try {
      return action.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
