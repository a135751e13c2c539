package org.duima.platform.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.platform.Inquiry;
import org.duima.api.platform.InquiryAnswer;
import org.duima.api.platform.PlatformInquiries;
import org.duima.api.platform.Receipt;
import org.duima.api.site.Site;
import org.duima.api.spi.UnsealException;

/** The questions of the national interface; envelope and sign-in are those of the lists. */
public final class NationalInquiries implements PlatformInquiries {
  private static final DateTimeFormatter YEAR_MONTH = DateTimeFormatter.ofPattern("yyyyMM");
  private static final String SIGN_IN = "9001";

  private final Supplier<PlatformSettings> settings;
  private final Supplier<Site> site;
  private final Envelope envelope;
  private final SignIns signIns;
  private final InquiryReader reader;

  NationalInquiries(
      Supplier<PlatformSettings> settings,
      Supplier<Site> site,
      Envelope envelope,
      SignIns signIns,
      InquiryReader reader) {
    this.settings = settings;
    this.site = site;
    this.envelope = envelope;
    this.signIns = signIns;
    this.reader = reader;
  }

  @Override
  public Call request(Inquiry inquiry, int page, Instant now) {
    String institution = inquiry.institution();
    boolean signIn = signIns.isNeeded(institution, now);
    String infno = signIn ? SIGN_IN : infno(inquiry);
    String insured = inquiry instanceof Inquiry.Reversal reversal ? reversal.insuredDivision() : "";
    Envelope.Sealed sealed =
        envelope.seal(
            new Envelope.Content(
                infno,
                institution,
                signIn ? "" : insured,
                signIn ? "" : signIns.signNo(institution),
                0,
                signIn ? signIns::writeInput : writer -> writeInput(writer, inquiry, page, now)),
            now);
    return new Call(infno, sealed.msgid(), sealed.url(), sealed.headers(), sealed.body());
  }

  private String infno(Inquiry inquiry) {
    if (inquiry instanceof Inquiry.QualityResults quality) {
      return quality.infno().isEmpty() ? asking().qualityInfno() : quality.infno();
    } else if (inquiry instanceof Inquiry.Grouping grouping) {
      return grouping.method() == Inquiry.Method.DRG ? "3605" : "3606";
    } else if (inquiry instanceof Inquiry.Catalogue catalogue) {
      return catalogue.infno();
    } else if (inquiry instanceof Inquiry.Download) {
      return "9102";
    } else if (inquiry instanceof Inquiry.DictionaryQuery) {
      return "1901";
    } else if (inquiry instanceof Inquiry.Counts) {
      return "4105";
    } else if (inquiry instanceof Inquiry.Dispositions) {
      return "3103";
    }
    return "2601";
  }

  private void writeInput(JsonGenerator writer, Inquiry inquiry, int page, Instant now)
      throws IOException {
    writer.writeStartObject();
    writer.writeObjectFieldStart(inquiry instanceof Inquiry.Download ? "fsDownloadIn" : "data");
    if (inquiry instanceof Inquiry.QualityResults quality) {
      writeMonth(writer, quality.month(), page);
    } else if (inquiry instanceof Inquiry.Grouping grouping) {
      writeMonth(writer, grouping.month(), page);
    } else if (inquiry instanceof Inquiry.Counts counts) {
      writeCounts(writer, counts);
    } else if (inquiry instanceof Inquiry.DictionaryQuery dictionary) {
      writeDictionary(writer, dictionary, now);
    } else if (inquiry instanceof Inquiry.Catalogue catalogue) {
      writer.writeStringField("ver", catalogue.since());
    } else if (inquiry instanceof Inquiry.Download download) {
      writeDownload(writer, download);
    } else if (inquiry instanceof Inquiry.Reversal reversal) {
      writer.writeStringField("psn_no", reversal.psnNo());
      writer.writeStringField("omsgid", reversal.msgid());
      writer.writeStringField("oinfno", reversal.infno());
    } else if (inquiry instanceof Inquiry.Dispositions dispositions) {
      writeDispositions(writer, dispositions);
    }
    writer.writeEndObject();
    writer.writeEndObject();
  }

  private void writeMonth(JsonGenerator writer, YearMonth month, int page) throws IOException {
    writer.writeStringField("setl_ym", YEAR_MONTH.format(month));
    writer.writeNumberField("page_num", page);
    writer.writeNumberField("page_size", asking().pageSize());
  }

  private void writeCounts(JsonGenerator writer, Inquiry.Counts counts) throws IOException {
    writer.writeStringField("fixmedins_code", counts.institution());
    writer.writeStringField("stt_begntime", counts.from() + " 00:00:00");
    writer.writeStringField("stt_endtime", counts.to() + " 23:59:59");
    List<String> types = asking().countsMedTypes();
    if (!types.isEmpty()) {
      writer.writeArrayFieldStart("med_type_list");
      for (String type : types) {
        writer.writeString(type);
      }
      writer.writeEndArray();
    }
  }

  private void writeDictionary(
      JsonGenerator writer, Inquiry.DictionaryQuery dictionary, Instant now) throws IOException {
    Site current = site.get();
    Site.Institution institution = current.institutions().get(dictionary.institution());
    writer.writeStringField("type", dictionary.type());
    writer.writeStringField("parentValue", "");
    writer.writeStringField("admdvs", institution.division());
    writer.writeStringField("date", LocalDate.ofInstant(now, current.zone()).toString());
    writer.writeStringField("valiFlag", "1");
  }

  private static void writeDispositions(JsonGenerator writer, Inquiry.Dispositions dispositions)
      throws IOException {
    writer.writeStringField("warn_type", dispositions.warnType());
    writer.writeArrayFieldStart("warns");
    for (Inquiry.Dispositions.Warn warn : dispositions.warns()) {
      writer.writeStartObject();
      writer.writeStringField("warn_rslt_id", warn.id());
      writer.writeStringField("dspo_way", warn.way());
      writer.writeStringField("dspo_way_rea", warn.reason());
      writer.writeEndObject();
    }
    writer.writeEndArray();
  }

  private void writeDownload(JsonGenerator writer, Inquiry.Download download) throws IOException {
    InquirySettings current = asking();
    writer.writeStringField("file_qury_no", download.fileQueryNo());
    writer.writeStringField(
        "filename",
        current.downloadName().isEmpty() ? download.fileName() : current.downloadName());
    writer.writeStringField(
        "fixmedins_code",
        current.downloadInstitution().isEmpty()
            ? download.institution()
            : current.downloadInstitution());
  }

  @Override
  public InquiryAnswer read(Inquiry inquiry, Call call, int httpStatus, byte[] body) {
    boolean signIn = call.infno().equals(SIGN_IN);
    InquiryAnswer answer;
    try {
      // the file of a catalogue comes as it is, without an envelope
      byte[] opened =
          InquiryReader.isFile(inquiry, httpStatus, body) ? body : envelope.open(httpStatus, body);
      answer =
          signIn ? signedIn(inquiry, httpStatus, opened) : reader.read(inquiry, httpStatus, opened);
    } catch (UnsealException e) {
      answer = new InquiryAnswer.Problem(new Receipt.Unknown(true, e.getMessage()));
    }
    if (answer instanceof InquiryAnswer.Problem problem
        && problem.receipt() instanceof Receipt.Refused refused
        && refused.kind() == Receipt.Kind.CONFIGURATION) {
      signIns.forget(inquiry.institution());
    }
    return answer;
  }

  private InquiryAnswer signedIn(Inquiry inquiry, int httpStatus, byte[] body) {
    Receipt receipt = reader.signIn(httpStatus, body);
    if (receipt instanceof Receipt.Accepted accepted) {
      signIns.keep(inquiry.institution(), accepted.reference());
      return new InquiryAnswer.SignedIn();
    }
    return new InquiryAnswer.Problem(receipt);
  }

  @Override
  public List<Planned> scheduled(Instant now) {
    InquirySettings current = asking();
    ZoneId zone = site.get().zone();
    LocalDateTime local = LocalDateTime.ofInstant(now, zone);
    List<Planned> planned = new ArrayList<>();
    for (String institution : site.get().institutions().keySet()) {
      for (int back = 0; back <= current.monthsBack(); back++) {
        YearMonth month = YearMonth.from(local).minusMonths(back);
        if (isTime(current.quality(), local)) {
          planned.add(planned(new Inquiry.QualityResults(institution, month, ""), month, local));
        }
        if (isTime(current.counts(), local)) {
          planned.add(planned(Inquiry.Counts.of(institution, month), month, local));
        }
        if (isTime(current.grouping(), local)) {
          planned.add(
              planned(new Inquiry.Grouping(institution, month, current.method()), month, local));
        }
      }
    }
    return planned;
  }

  private static boolean isTime(Optional<LocalTime> daily, LocalDateTime local) {
    return daily.isPresent() && !local.toLocalTime().isBefore(daily.get());
  }

  private static Planned planned(Inquiry inquiry, YearMonth month, LocalDateTime local) {
    return new Planned(
        inquiry.kind() + "|" + inquiry.institution() + "|" + month + "|" + local.toLocalDate(),
        inquiry);
  }

  /** What the platform says about the question itself does not change by asking again. */
  @Override
  public Optional<Instant> nextAttempt(Receipt receipt, int failures, Instant now) {
    boolean refused =
        receipt instanceof Receipt.Refused answer
            && switch (answer.kind()) {
              case DATA, STATE, ASK -> true;
              case CONFIGURATION, BUSY -> false;
            };
    return refused || failures >= asking().mostFailures()
        ? Optional.empty()
        : Optional.of(settings.get().retryAt(failures, now));
  }

  @Override
  public Bounds bounds() {
    return asking().bounds();
  }

  private InquirySettings asking() {
    return settings.get().inquiries();
  }
}
