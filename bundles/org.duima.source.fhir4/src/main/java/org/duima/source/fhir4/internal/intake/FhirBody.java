package org.duima.source.fhir4.internal.intake;

import ca.uhn.fhir.parser.IParser;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.Finding;
import org.duima.source.fhir4.internal.FhirR4;
import org.duima.source.fhir4.internal.Words;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Resource;

/**
 * Reads a body of FHIR R4, JSON or XML as its first character says. It is walked through once
 * before HAPI sees anything of it, so that what would harm a reader never gets there; the resources
 * of a Bundle are read one by one, so that one of them costs itself and not the others. Safe for
 * use by several threads; reading the same bytes again gives the same.
 */
public final class FhirBody {
  /** How deep objects may nest; FHIR comes nowhere near. */
  static final int DEEPEST = 64;

  /** More than a year's charges of one stay. */
  static final int MOST_ENTRIES = 50_000;

  static final String BUNDLE = "Bundle";
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final Found found = new Found();
  private final Complaints complaints = new Complaints(found);
  private final boolean isXml;

  private FhirBody(boolean isXml) {
    this.isXml = isXml;
  }

  /**
   * What a body holds.
   *
   * @param resource empty if nothing of the body is taken, which an error among the findings says.
   *     An entry of a batch that is refused has no resource in it. References are not resolved:
   *     {@code Reference.getResource()} is set for contained resources only
   * @param findings what is wrong with it, with paths such as {@code
   *     Bundle.entry[3].resource.birthDate}, or {@code line:column} where it is no JSON or XML;
   *     they name elements and never values
   */
  public record Read(Optional<Resource> resource, List<Finding> findings) {
    public Read {
      findings = List.copyOf(findings);
    }

    /** Leaves what was sent out. */
    @Override
    public String toString() {
      return "Read[" + resource.map(Resource::fhirType).orElse("") + ", " + findings + "]";
    }
  }

  /**
   * Reads a body.
   *
   * @param body treated as immutable
   * @return never fails for what the body holds
   */
  public static Read read(byte[] body) {
    Found undecoded = new Found();
    Optional<char[]> decoded = decode(body);
    if (decoded.isEmpty()) {
      notUtf8(undecoded);
      return new Read(Optional.empty(), undecoded.list());
    }
    char[] text = decoded.get();
    FhirBody reading = new FhirBody(isXml(body));
    Optional<Resource> resource = reading.resource(text);
    return new Read(resource, reading.found.list());
  }

  /** Whether a body is XML, as far as its first character says. */
  static boolean isXml(byte[] body) {
    int at =
        body.length > 2
                && body[0] == (byte) 0xef
                && body[1] == (byte) 0xbb
                && body[2] == (byte) 0xbf
            ? 3
            : 0;
    while (at < body.length && body[at] >= 0 && body[at] <= ' ') {
      at++;
    }
    return at < body.length && body[at] == '<';
  }

  private static boolean isBlank(char[] text) {
    for (char c : text) {
      if (c > ' ') {
        return false;
      }
    }
    return true;
  }

  private static Optional<char[]> decode(byte[] body) {
    try {
      CharBuffer decoded =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(body));
      int from = decoded.hasRemaining() && decoded.get(0) == BYTE_ORDER_MARK ? 1 : 0;
      return Optional.of(Arrays.copyOfRange(decoded.array(), from, decoded.limit()));
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  static void notUtf8(Found found) {
    found.error("fhir.charset", "", "请求体不是 UTF-8", "the body is not UTF-8");
  }

  static void tooDeep(Found found) {
    found.error(
        "fhir.too-deep",
        "",
        "嵌套超过 " + DEEPEST + " 层",
        "nested more than " + DEEPEST + " levels deep");
  }

  private Optional<Resource> resource(char[] text) {
    if (isBlank(text)) {
      found.error("fhir.empty", "", "请求体为空", "the body is empty");
      return Optional.empty();
    }
    Optional<Outline> outline =
        isXml ? XmlOutline.read(text, found) : JsonOutline.read(text, found);
    if (outline.isEmpty() || found.hasErrorAt("") || !isKnown(outline.get())) {
      return Optional.empty();
    }
    Optional<Resource> whole =
        parse(outline.get().whole(), outline.get().type(), outline.get().type());
    if (whole.isPresent() && whole.get() instanceof Bundle bundle) {
      fill(bundle, outline.get());
      return new BundleRules(found).judge(bundle) ? whole : Optional.empty();
    }
    return found.hasErrorAt("") ? Optional.empty() : whole;
  }

  private boolean isKnown(Outline outline) {
    if (outline.entries() > MOST_ENTRIES) {
      found.error(
          "fhir.too-many",
          "Bundle.entry",
          "超过 " + MOST_ENTRIES + " 个条目，请分批发送",
          "more than " + MOST_ENTRIES + " entries; send it in parts");
      return false;
    }
    return isKnown(outline.type(), "");
  }

  private boolean isKnown(String type, String path) {
    if (FhirR4.context().getResourceTypes().contains(type)) {
      return true;
    }
    if (type.isEmpty()) {
      found.error("fhir.resource-type", path, "缺少 resourceType", "resourceType is missing");
    } else {
      found.error(
          "fhir.resource-type",
          path,
          "R4 没有资源类型 " + Words.plain(type),
          "R4 has no resource type " + Words.plain(type));
    }
    return false;
  }

  private void fill(Bundle bundle, Outline outline) {
    List<BundleEntryComponent> entries = bundle.getEntry();
    if (entries.size() != outline.entries()) {
      found.error(
          "fhir.entries",
          "Bundle.entry",
          "应为对象的数组，且没有空条目",
          "must be an array of objects, none of them empty");
      return;
    }
    int before = -1;
    for (Outline.Piece piece : outline.pieces()) {
      String entry = Entries.path(piece.entry());
      if (piece.entry() == before) {
        found.error(
            "fhir.repeated",
            piece.path(),
            "一个条目只能有一个资源",
            "an entry must not have more than one resource");
      }
      before = piece.entry();
      if (isKnown(piece.type(), piece.path()) && !found.hasErrorAt(entry)) {
        parse(piece.text(), piece.type(), piece.path())
            .ifPresent(entries.get(piece.entry())::setResource);
      }
    }
  }

  private Optional<Resource> parse(Supplier<Reader> text, String type, String path) {
    complaints.at(path);
    try (Reader reader = text.get()) {
      return FhirR4.inItsOwnLoader(
          () -> {
            IParser parser =
                isXml ? FhirR4.context().newXmlParser() : FhirR4.context().newJsonParser();
            parser.setParserErrorHandler(complaints);
            return parser.parseResource(reader) instanceof Resource resource
                    && resource.fhirType().equals(type)
                ? Optional.of(resource)
                : notRead(path);
          });
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    } catch (RuntimeException e) {
      // HAPI's own text quotes what was sent
      return notRead(path);
    }
  }

  private Optional<Resource> notRead(String path) {
    found.error("fhir.not-read", path, "不是可读的 R4 资源", "not a resource of R4 that can be read");
    return Optional.empty();
  }
}
