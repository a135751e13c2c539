package org.duima.source.hl7v2.internal;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.duima.api.Finding;

/**
 * What MSH says. It is read from the raw bytes before anything is parsed, since MSH-1 and MSH-2 say
 * how to parse and MSH-18 how to decode, and since a message that cannot be parsed must still be
 * answered by its sender, control id and separators.
 *
 * @param separators delimiters
 * @param charset what MSH-18 means
 * @param fields MSH-1 to the last, undecoded escapes; index 0 is MSH-1
 */
record MessageHead(Separators separators, Charset charset, List<String> fields) {
  /** Fields that are stored beside the message, and their longest form in HL7 2.7 and later. */
  private static final int[][] LIMITS = {{3, 227}, {4, 227}, {9, 50}, {10, 199}};

  private static final Charset GB18030 = Charset.forName("GB18030");

  MessageHead {
    Objects.requireNonNull(separators, "separators");
    Objects.requireNonNull(charset, "charset");
    fields = List.copyOf(fields);
  }

  /**
   * The outcome of reading.
   *
   * @param head what could be read, null without usable separators; an answer can be addressed by
   *     it even where {@code refusal} is set
   * @param refusal why the message cannot be taken, null if it can
   */
  record Result(MessageHead head, Finding refusal) {}

  /**
   * Reads the first segment.
   *
   * @param bytes holds the message
   * @param from where it starts
   * @param to where it ends
   */
  static Result read(byte[] bytes, int from, int to, Charsets charsets) {
    if (from < to && bytes[from] == '<') {
      return refused(
          null,
          "hl7.xml",
          "",
          "收到的是 XML（首字节为 <）；这里只收竖线格式（ER7）的 HL7 v2 消息",
          "This is XML (first byte is <); only HL7 v2 in the pipe format (ER7) is taken here");
    }
    if (to - from < 8 || bytes[from] != 'M' || bytes[from + 1] != 'S' || bytes[from + 2] != 'H') {
      return refused(
          null,
          "hl7.no-msh",
          "MSH",
          "消息不是以 MSH 段开头，无法处理；请检查发送方是否截断或分包错误",
          "The message does not start with an MSH segment; check whether the sender cut it");
    }
    int end = Segments.endOfHeader(bytes, from, to);
    Separators separators = separators(bytes, from, end);
    if (separators == null) {
      return refused(
          null,
          "hl7.separators",
          "MSH-2",
          "MSH-1、MSH-2 的分隔符不可用：应为 |^~\\& 或另外五个互不相同的符号",
          "MSH-1 and MSH-2 declare no usable separators: expected |^~\\& or five other distinct"
              + " symbols");
    }
    Optional<MessageHead> decoded = decode(bytes, from, end, separators, charsets);
    if (decoded.isEmpty()) {
      MessageHead head = of(bytes, from, end, StandardCharsets.ISO_8859_1, separators);
      return refused(
          head,
          "hl7.charset",
          "MSH-18",
          "不认识 MSH-18 声明的字符集；请改用 UNICODE UTF-8 或 GB 18030-2000，或在 mappings/sources/hl7v2.properties"
              + " 登记",
          "MSH-18 names an unknown character set; use UNICODE UTF-8 or GB 18030-2000, or enter it in"
              + " mappings/sources/hl7v2.properties");
    }
    MessageHead head = decoded.get();
    return new Result(head, head.missing());
  }

  private static Separators separators(byte[] bytes, int from, int end) {
    char field = (char) (bytes[from + 3] & 0xff);
    int at = from + 4;
    while (at < end && (bytes[at] & 0xff) != field) {
      at++;
    }
    return Separators.of(
        field, new String(bytes, from + 4, at - from - 4, StandardCharsets.ISO_8859_1));
  }

  /**
   * Tries the character sets that the segment may be in and takes the one that the segment, so
   * decoded, itself names: the second byte of a GB18030 character before MSH-18 may look like a
   * separator.
   */
  private static Optional<MessageHead> decode(
      byte[] bytes, int from, int end, Separators separators, Charsets charsets) {
    MessageHead plain = of(bytes, from, end, StandardCharsets.ISO_8859_1, separators);
    Optional<Charset> named = charsets.of(plain.characterSetName());
    boolean ascii = true;
    for (int i = from; i < end; i++) {
      ascii &= bytes[i] >= 0;
    }
    if (ascii) {
      return named.map(charset -> new MessageHead(separators, charset, plain.fields));
    }
    List<Charset> candidates = new ArrayList<>();
    named.ifPresent(candidates::add);
    candidates.addAll(List.of(StandardCharsets.UTF_8, GB18030, charsets.byDefault()));
    MessageHead damaged = null;
    for (Charset candidate : candidates) {
      MessageHead head = of(bytes, from, end, candidate, separators);
      if (charsets.of(head.characterSetName()).filter(candidate::equals).isPresent()) {
        if (head.fields.stream().noneMatch(field -> field.indexOf('\ufffd') >= 0)) {
          return Optional.of(head);
        }
        damaged = damaged == null ? head : damaged;
      }
    }
    return Optional.ofNullable(damaged);
  }

  private static MessageHead of(
      byte[] bytes, int from, int end, Charset charset, Separators separators) {
    String text = new String(bytes, from, end - from, charset);
    List<String> fields = Separators.parts(text, separators.field());
    fields.set(0, String.valueOf(separators.field()));
    return new MessageHead(separators, charset, fields);
  }

  private Finding missing() {
    for (int number : new int[] {9, 10, 11}) {
      if (first(number).isBlank()) {
        return Finding.error(
            "hl7.missing",
            "MSH-" + number,
            "缺少必填的 MSH-" + number,
            "Required field MSH-" + number + " is empty");
      }
    }
    for (int[] limit : LIMITS) {
      String field = field(limit[0]);
      if (field.length() > limit[1] || separators.unescape(field).chars().anyMatch(c -> c < ' ')) {
        return Finding.error(
            "hl7.bad-head",
            "MSH-" + limit[0],
            "MSH-" + limit[0] + " 超过 " + limit[1] + " 个字符，或含有控制字符",
            "MSH-"
                + limit[0]
                + " has more than "
                + limit[1]
                + " characters, or control characters");
      }
    }
    return null;
  }

  private static Result refused(MessageHead head, String rule, String path, String zh, String en) {
    return new Result(head, Finding.error(rule, path, zh, en));
  }

  /** A field with its escapes, empty if absent. */
  String field(int number) {
    return number <= fields.size() ? fields.get(number - 1) : "";
  }

  /** First component of the first repetition, trimmed; empty if absent. */
  String first(int number) {
    return component(number, 1);
  }

  private String component(int number, int component) {
    String text = separators.first(field(number), component);
    return text.equals(Er7Message.NULL) ? "" : text;
  }

  /** First value of MSH-18 that is not blank. */
  private String characterSetName() {
    return Separators.parts(field(18), separators.repetition()).stream()
        .filter(name -> !name.isBlank() && !name.equals(Er7Message.NULL))
        .findFirst()
        .orElse("");
  }

  /** {@code MSH-3|MSH-4}, first components. */
  String sender() {
    return first(3) + "|" + first(4);
  }

  /** Message code and trigger event, such as {@code ADT^A01}; the code alone without an event. */
  String type() {
    return event().isEmpty() ? first(9) : first(9) + "^" + event();
  }

  /** MSH-9.2, empty if absent. */
  String event() {
    return component(9, 2);
  }

  String controlId() {
    return separators.unescape(field(10)).trim();
  }

  /** MSH-12 as two numbers, 2.5.1 giving 205; 205 where it cannot be read. */
  int version() {
    String[] parts = first(12).split("\\.");
    try {
      return parts.length < 2
          ? 205
          : Integer.parseInt(parts[0].trim()) * 100 + Integer.parseInt(parts[1].trim());
    } catch (NumberFormatException e) {
      return 205;
    }
  }
}
