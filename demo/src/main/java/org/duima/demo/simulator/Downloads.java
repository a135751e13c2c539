package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Catalogue downloads (1301 …) and the files they lead to (9102). Thread-safe. */
final class Downloads {
  /** What 9102 is sent instead of the institution for a catalogue. */
  private static final String CATALOGUE_OWNER = "plc";

  private static final int MOST_FILES = 200;
  private static final int VERSION_LENGTH = 20;

  private record Kept(String institution, String name, byte[] zip, LocalDate lastDay) {}

  private final Catalogues catalogues;
  private final Map<String, Kept> files = new LinkedHashMap<>();

  Downloads(Catalogues catalogues) {
    this.catalogues = catalogues;
  }

  /** The transaction that prepares one catalogue. */
  Transaction catalogue(String infno) {
    return call -> prepare(infno, call);
  }

  private Outcome prepare(String infno, Call call) {
    List<Problem> problems = Call.missing(call.data(), "data", "ver");
    String version = ListCheck.text(call.data(), "ver");
    if (problems.isEmpty() && version.length() > VERSION_LENGTH) {
      problems = List.of(Problem.ofCall("length", "data.ver：数据长度校验错误，最大长度" + VERSION_LENGTH));
    }
    if (!problems.isEmpty()) {
      return Outcome.refused(problems);
    }
    List<String> lines;
    try {
      lines = catalogues.lines(infno, version);
    } catch (IOException e) {
      throw new UncheckedIOException("catalogue " + infno + " unreadable", e);
    }
    if (lines.isEmpty()) {
      return Outcome.noData();
    }
    String text = infno + "_" + WireTime.now().format(WireTime.MILLIS) + ".txt";
    Kept kept =
        new Kept(
            call.institution(),
            text + ".zip",
            zip(text, lines),
            WireTime.now().toLocalDate().plusDays(1));
    String number = "fsi/plc/" + UUID.randomUUID().toString().replace("-", "").substring(0, 30);
    keep(number, kept);
    ObjectNode output = Json.object();
    output
        .put("file_qury_no", number)
        .put("filename", kept.name())
        .put(
            call.build() == Call.Build.OPENHIS ? "dld_end_time" : "dld_endtime",
            kept.lastDay().toString())
        .put("data_cnt", lines.size());
    return Outcome.done(output);
  }

  /** 9102. */
  Outcome download(Call call) {
    JsonNode wanted = call.input().path("fsDownloadIn");
    List<Problem> problems =
        Call.missing(wanted, "fsDownloadIn", "file_qury_no", "filename", "fixmedins_code");
    if (!problems.isEmpty()) {
      return Outcome.refused(problems);
    }
    Kept kept = find(ListCheck.text(wanted, "file_qury_no"));
    String name = ListCheck.text(wanted, "filename");
    String owner = ListCheck.text(wanted, "fixmedins_code");
    boolean found =
        kept != null
            && kept.institution().equals(call.institution())
            && (owner.equals(CATALOGUE_OWNER) || owner.equals(call.institution()))
            // some builds want the fixed word in the name instead
            && (name.equals(kept.name()) || name.equals(CATALOGUE_OWNER));
    if (!found) {
      return Outcome.refused("file", "文件不存在");
    }
    return WireTime.now().toLocalDate().isAfter(kept.lastDay())
        ? Outcome.refused("file", "文件已超过下载截止日期")
        : Outcome.file(kept.zip());
  }

  private synchronized Kept find(String number) {
    return files.get(number);
  }

  private synchronized void keep(String number, Kept kept) {
    files.put(number, kept);
    Iterator<String> oldest = files.keySet().iterator();
    while (files.size() > MOST_FILES) {
      oldest.next();
      oldest.remove();
    }
  }

  private static byte[] zip(String name, List<String> lines) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
      zip.putNextEntry(new ZipEntry(name));
      for (String line : lines) {
        zip.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
      zip.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written", e);
    }
    return bytes.toByteArray();
  }
}
