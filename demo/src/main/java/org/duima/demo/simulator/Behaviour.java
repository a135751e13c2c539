package org.duima.demo.simulator;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One way in which the platform misbehaves, with how often and for which transactions.
 *
 * @param kind what happens
 * @param delayMs how long {@link Kind#SLOW} answers late, {@link Kind#LATE_TAKING} takes late and
 *     {@link Kind#SILENT_AFTER_TAKING} and {@link Kind#SILENT} keep the connection before they
 *     close it
 * @param probability chance from 0 to 1 that a matching call is hit
 * @param next how many matching calls are hit before the behaviour ends; 0 means no end
 * @param infnos the transactions it applies to; empty means all
 */
public record Behaviour(Kind kind, long delayMs, double probability, int next, Set<String> infnos) {

  /** What can happen to a call. */
  public enum Kind {
    /** Answers as the interface says. */
    NORMAL,
    /** Takes the call at once and answers late. */
    SLOW,
    /** Takes the call late: the client may already have given up and asked. */
    LATE_TAKING,
    /** Takes the list and never answers. */
    SILENT_AFTER_TAKING,
    /** Closes the connection without reading on or answering; nothing is taken. */
    DOWN,
    /** Answers an HTML page with HTTP 200; nothing is taken. */
    HTML,
    /** Answers HTTP 200 with infcode -1 (system busy); nothing is taken. */
    ERROR_200,
    /** Refuses: a required field is empty. */
    REFUSE_REQUIRED,
    /** Refuses: a value is not in its dictionary. */
    REFUSE_DICTIONARY,
    /** Refuses: the database says that a diagnosis is there twice. */
    REFUSE_DUPLICATE_DIAGNOSIS,
    /** Refuses: the database says that an operation is there twice. */
    REFUSE_DUPLICATE_OPERATION,
    /** Refuses: a name does not belong to its code. */
    REFUSE_NAME,
    /** Refuses: a code is not in the disease table. */
    REFUSE_CODE,
    /** Refuses with the raw error of the database driver. */
    REFUSE_DATABASE,
    /** Refuses with a text whose GBK bytes were read as UTF-8. */
    REFUSE_GARBLED,
    /** Refuses what became of results of the pre-audit: a result is not known. */
    REFUSE_3103,
    /** Refuses with infcode 1. */
    REFUSE_CODE_ONE,
    /** Answers infcode 550100 without output, whatever is held; nothing is taken. */
    NO_DATA,
    /** Answers HTTP 401 as if the signature were wrong; nothing is taken. */
    SIGNATURE_REFUSED,
    /** Answers HTTP 500 with a body of the application server; nothing is taken. */
    SERVER_ERROR,
    /** Answers HTTP 502 with a page of the proxy; nothing is taken. */
    BAD_GATEWAY,
    /** Takes nothing and never answers. */
    SILENT,
    /** Takes the call and answers output null. */
    OUTPUT_NULL,
    /** Takes the call and answers output "". */
    OUTPUT_TEXT,
    /** Takes the call and answers output []. */
    OUTPUT_ARRAY,
    /** Takes the call and leaves output out. */
    OUTPUT_MISSING,
    /** Answers rows as the output itself instead of a node with pages. */
    ROWS_WITHOUT_NODE,
    /** Takes the call and answers with a signature that does not fit; sealed bodies only. */
    WRONG_SEAL,
    /** Answers HTTP 200 with a gateway body that has no infcode; nothing is taken. */
    GATEWAY_ERROR,
    /** Answers HTTP 429 with a gateway body; nothing is taken. */
    RATE_LIMIT,
    /** Takes the call and answers bytes that are neither JSON nor UTF-8. */
    GARBLED,
    /** Answers infcode as a text ("0", "-1"), as some regions do. */
    TEXT_CODE,
    /** Answers with the names and shapes of another build of the interface (openhis). */
    OPENHIS_BUILD,
    /** Refuses in review (state 3) what is submitted. */
    REVIEW_REFUSE,
    /** Passes in review (state 2) what is submitted. */
    REVIEW_PASS;

    /** The name used on the command line, such as {@code silent-after-taking}. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean isReview() {
      return this == REVIEW_PASS || this == REVIEW_REFUSE;
    }

    /** Whether it happens to the call itself, not to its review or to the names of its answer. */
    boolean isOfTheCall() {
      return !isReview() && this != OPENHIS_BUILD;
    }

    boolean keepsTheCallOut() {
      return switch (this) {
        case DOWN,
            HTML,
            ERROR_200,
            GATEWAY_ERROR,
            RATE_LIMIT,
            NO_DATA,
            SIGNATURE_REFUSED,
            SERVER_ERROR,
            BAD_GATEWAY,
            SILENT ->
            true;
        default -> isRefusal();
      };
    }

    /** Whether the platform refuses what the call holds. */
    boolean isRefusal() {
      return name().startsWith("REFUSE_");
    }

    /** Whether a right answer is only given another shape. */
    boolean isShape() {
      return this == TEXT_CODE || this == ROWS_WITHOUT_NODE || name().startsWith("OUTPUT_");
    }
  }

  /** Checks the ranges. */
  public Behaviour {
    infnos = Set.copyOf(infnos);
    if (delayMs < 0 || delayMs > 3_600_000) {
      throw new IllegalArgumentException("delay 须在 0 到 3600000 毫秒之间 / must be 0 to 3600000 ms");
    }
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability 须在 0 到 1 之间 / must be 0 to 1");
    }
    if (next < 0) {
      throw new IllegalArgumentException("next 不能为负 / must not be negative");
    }
  }

  /** The kind for every call it concerns, with its usual delay. */
  public static Behaviour of(Kind kind) {
    long delayMs =
        switch (kind) {
          case SLOW, LATE_TAKING -> 3_000;
          case SILENT_AFTER_TAKING, SILENT -> 120_000;
          default -> 0;
        };
    // only an upload can leave the client in doubt about a list; 4103 must stay able to answer.
    // What is refused for its content is an upload, too.
    boolean ofUploads = kind == Kind.SILENT_AFTER_TAKING || kind.isRefusal();
    Set<String> infnos = ofUploads ? Set.of("4101A", "4101") : Set.of();
    if (kind == Kind.REFUSE_3103) {
      infnos = Set.of("3103");
    }
    return new Behaviour(kind, delayMs, 1, 0, infnos);
  }

  /** The same behaviour with another delay. */
  public Behaviour delayedMs(long newDelayMs) {
    return new Behaviour(kind, newDelayMs, probability, next, infnos);
  }

  /** The same behaviour with another probability. */
  public Behaviour withProbability(double newProbability) {
    return new Behaviour(kind, delayMs, newProbability, next, infnos);
  }

  /** The same behaviour for the next calls only. */
  public Behaviour forNext(int calls) {
    return new Behaviour(kind, delayMs, probability, calls, infnos);
  }

  /** The same behaviour for these transactions only; none means all. */
  public Behaviour onlyFor(String... transactions) {
    return new Behaviour(kind, delayMs, probability, next, Set.of(transactions));
  }

  boolean concerns(String infno) {
    return infnos.isEmpty() || (infno != null && infnos.contains(infno));
  }

  /**
   * Reads {@code name[:key=value[,key=value]…]} with the keys {@code delay} (ms), {@code
   * probability}, {@code next} and {@code infno} (several joined by {@code +}, {@code *} for all).
   *
   * @throws IllegalArgumentException naming the word that is not understood
   */
  public static Behaviour parse(String text) {
    String[] parts = text.strip().split(":", 2);
    Behaviour behaviour = of(kindOf(parts[0].strip()));
    if (parts.length == 1) {
      return behaviour;
    }
    for (String pair : parts[1].split(",")) {
      String[] keyValue = pair.strip().split("=", 2);
      if (keyValue.length != 2) {
        throw new IllegalArgumentException("应为 键=值 / expected key=value: " + pair);
      }
      behaviour = behaviour.with(keyValue[0].strip(), keyValue[1].strip());
    }
    return behaviour;
  }

  private Behaviour with(String key, String value) {
    try {
      return switch (key) {
        case "delay" -> delayedMs(Long.parseLong(value));
        case "probability" -> withProbability(Double.parseDouble(value));
        case "next" -> forNext(Integer.parseInt(value));
        case "infno" ->
            value.equals("*")
                ? onlyFor()
                : new Behaviour(
                    kind,
                    delayMs,
                    probability,
                    next,
                    new LinkedHashSet<>(List.of(value.split("\\+"))));
        default ->
            throw new IllegalArgumentException(
                "不认识的键 / unknown key: " + key + " (delay, probability, next, infno)");
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("不是数字 / not a number: " + key + "=" + value, e);
    }
  }

  private static Kind kindOf(String name) {
    for (Kind kind : Kind.values()) {
      if (kind.wireName().equals(name)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "不认识的行为 / unknown behaviour: "
            + name
            + " ("
            + Arrays.stream(Kind.values()).map(Kind::wireName).collect(Collectors.joining(", "))
            + ")");
  }

  @Override
  public String toString() {
    String scope =
        infnos.isEmpty() ? "*" : infnos.stream().sorted().collect(Collectors.joining("+"));
    return kind.wireName()
        + ":delay="
        + delayMs
        + ",probability="
        + probability
        + ",next="
        + next
        + ",infno="
        + scope;
  }
}
