package org.duima.ledger.internal;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.duima.api.Finding;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.platform.Inquiry;
import org.duima.api.platform.Receipt;

/** The JSON form of what the ledger stores. The hall's records know nothing of it. */
final class LedgerJson {
  /** More findings of one message or list than a person would read. */
  private static final int MAX_FINDINGS = 500;

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = EncounterEvent.Moved.class, name = "moved"),
    @JsonSubTypes.Type(value = EncounterEvent.Stated.class, name = "stated"),
    @JsonSubTypes.Type(value = EncounterEvent.WorkingDiagnoses.class, name = "workingDiagnoses"),
    @JsonSubTypes.Type(value = EncounterEvent.FrontPageCoded.class, name = "frontPageCoded"),
    @JsonSubTypes.Type(value = EncounterEvent.Charged.class, name = "charged"),
    @JsonSubTypes.Type(value = EncounterEvent.CareRecorded.class, name = "careRecorded"),
    @JsonSubTypes.Type(value = EncounterEvent.Ordered.class, name = "ordered"),
    @JsonSubTypes.Type(value = EncounterEvent.Settled.class, name = "settled"),
    @JsonSubTypes.Type(value = EncounterEvent.Refunded.class, name = "refunded"),
    @JsonSubTypes.Type(value = EncounterEvent.PatientsMerged.class, name = "patientsMerged")
  })
  private interface EventMixin {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Receipt.Accepted.class, name = "accepted"),
    @JsonSubTypes.Type(value = Receipt.Held.class, name = "held"),
    @JsonSubTypes.Type(value = Receipt.Refused.class, name = "refused"),
    @JsonSubTypes.Type(value = Receipt.Unknown.class, name = "unknown")
  })
  private interface ReceiptMixin {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "inquiry")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Inquiry.QualityResults.class, name = "quality"),
    @JsonSubTypes.Type(value = Inquiry.Counts.class, name = "counts"),
    @JsonSubTypes.Type(value = Inquiry.Grouping.class, name = "grouping"),
    @JsonSubTypes.Type(value = Inquiry.DictionaryQuery.class, name = "dictionary"),
    @JsonSubTypes.Type(value = Inquiry.Catalogue.class, name = "catalogue"),
    @JsonSubTypes.Type(value = Inquiry.Download.class, name = "download"),
    @JsonSubTypes.Type(value = Inquiry.Reversal.class, name = "reversal"),
    @JsonSubTypes.Type(value = Inquiry.Dispositions.class, name = "dispositions")
  })
  private interface InquiryMixin {}

  // fields only: methods such as isEmpty() are no components
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .visibility(PropertyAccessor.GETTER, Visibility.NONE)
          .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
          .visibility(PropertyAccessor.FIELD, Visibility.ANY)
          .serializationInclusion(JsonInclude.Include.NON_NULL)
          .addMixIn(EncounterEvent.class, EventMixin.class)
          .addMixIn(Receipt.class, ReceiptMixin.class)
          .addMixIn(Inquiry.class, InquiryMixin.class)
          .build();

  private static final JavaType MAPS =
      MAPPER
          .getTypeFactory()
          .constructCollectionType(
              List.class,
              MAPPER.getTypeFactory().constructMapType(Map.class, String.class, Object.class));

  /** Stored bytes are not what was written, or a record has changed since. */
  static final class DamagedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
      super(message);
    }
  }

  private LedgerJson() {}

  /**
   * The stored form of an event.
   *
   * @throws IllegalArgumentException if it cannot be written as JSON
   */
  static byte[] event(EncounterEvent event) {
    try {
      return Deflated.deflate(MAPPER.writerFor(EncounterEvent.class).writeValueAsBytes(event));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("event cannot be written: " + e.getClass().getName(), e);
    }
  }

  /**
   * Reads what {@link #event(EncounterEvent)} wrote.
   *
   * @throws DamagedException if the stored bytes are no event
   */
  static EncounterEvent event(byte[] stored) {
    try {
      return MAPPER.readValue(Deflated.inflate(stored), EncounterEvent.class);
    } catch (IOException | IllegalStateException e) {
      // the cause's text would quote the event
      throw new DamagedException(
          "存储的事件无法读取 / a stored event cannot be read: " + e.getClass().getName());
    }
  }

  static String findings(Collection<Finding> findings) {
    return write(findings.stream().limit(MAX_FINDINGS).toList());
  }

  static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "value cannot be written: " + value.getClass().getName() + ", " + e.getClass().getName());
    }
  }

  /** The deflated JSON of a record, for {@link #inflated}. */
  static byte[] deflated(Object value) {
    return Deflated.deflate(write(value).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads what {@link #deflated} wrote.
   *
   * @throws DamagedException if the stored bytes are no such record
   */
  static <T> T inflated(Class<T> type, byte[] stored) {
    try {
      return MAPPER.readValue(Deflated.inflate(stored), type);
    } catch (IOException | IllegalStateException e) {
      throw new DamagedException(
          "存储的内容无法读取 / stored content cannot be read: " + e.getClass().getName());
    }
  }

  static String receipt(Receipt receipt) {
    try {
      return MAPPER.writerFor(Receipt.class).writeValueAsString(receipt);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("receipt cannot be written: " + e.getClass().getName());
    }
  }

  /** The same text for the same question. */
  static String inquiry(Inquiry inquiry) {
    try {
      return MAPPER.writerFor(Inquiry.class).writeValueAsString(inquiry);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("inquiry cannot be written: " + e.getClass().getName());
    }
  }

  /** Reads what {@link #inquiry(Inquiry)} wrote. */
  static Inquiry inquiry(String stored) {
    try {
      return MAPPER.readValue(stored, Inquiry.class);
    } catch (JsonProcessingException e) {
      throw unreadable(e);
    }
  }

  /** A stored list of findings or the like as plain maps. */
  static List<Map<String, Object>> maps(String json) {
    if (json == null) {
      return List.of();
    }
    try {
      return MAPPER.readValue(json, MAPS);
    } catch (JsonProcessingException e) {
      throw unreadable(e);
    }
  }

  /** A stored list of records. */
  static <T> List<T> records(Class<T> type, String json) {
    if (json == null) {
      return List.of();
    }
    try {
      return MAPPER.readValue(
          json, MAPPER.getTypeFactory().constructCollectionType(List.class, type));
    } catch (JsonProcessingException e) {
      throw unreadable(e);
    }
  }

  /** A stored record. */
  static <T> T record(Class<T> type, String json) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw unreadable(e);
    }
  }

  /** A stored object as a plain map. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> map(String json) {
    if (json == null) {
      return Map.of();
    }
    try {
      return MAPPER.readValue(json, Map.class);
    } catch (JsonProcessingException e) {
      throw unreadable(e);
    }
  }

  private static IllegalStateException unreadable(JsonProcessingException e) {
    return new IllegalStateException(
        "存储的 JSON 无法读取 / stored JSON cannot be read: " + e.getClass().getName());
  }
}
