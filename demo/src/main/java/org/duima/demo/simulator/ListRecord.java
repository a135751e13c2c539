package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What the platform holds for one settlement, as a snapshot.
 *
 * @param setlId the key: one settlement has one list
 * @param form the upload that brought it last: 4101A or 4101
 * @param setlListId serial number given at the first upload, kept afterwards
 * @param psnNo insured person number; empty where only 4101, which has none, was used
 * @param mdtrtId visit id
 * @param fixmedinsCode the institution that uploaded it
 * @param fixmedinsName its name
 * @param state its state
 * @param contentJson the input last taken, as JSON with sorted keys
 * @param contentHash SHA-256 of {@code contentJson} in UTF-8, hex
 * @param uploadCount how many uploads were taken
 * @param uploads the last 100 uploads taken, oldest first
 * @param submissions how often 4102 brought it to state 1
 * @param withdrawals how often 4102 brought it back to state 0
 * @param submittedAt when it last went to state 1, as yyyy-MM-dd HH:mm:ss, or empty
 * @param checkContent what the review said, or empty
 * @param warnings what was odd about the last upload although it was taken
 * @param factsJson what the platform knows from the settlement itself, as JSON; an empty object
 *     where nothing was told
 */
public record ListRecord(
    String setlId,
    String form,
    String setlListId,
    String psnNo,
    String mdtrtId,
    String fixmedinsCode,
    String fixmedinsName,
    ListState state,
    String contentJson,
    String contentHash,
    int uploadCount,
    List<Upload> uploads,
    int submissions,
    int withdrawals,
    String submittedAt,
    String checkContent,
    List<String> warnings,
    String factsJson) {

  /**
   * One upload that was taken.
   *
   * @param msgid message id of the call
   * @param time when, hospital local time as yyyy-MM-dd HH:mm:ss
   * @param contentHash SHA-256 of its content, as in {@link ListRecord#contentHash()}
   */
  public record Upload(String msgid, String time, String contentHash) {}

  /** Copies the lists. */
  public ListRecord {
    uploads = List.copyOf(uploads);
    warnings = List.copyOf(warnings);
  }

  /** What the platform knows from the settlement itself. */
  JsonNode facts() {
    return Json.parse(factsJson);
  }

  /** Whether it is that person's list; a list whose person is not known is anybody's. */
  boolean isOf(String person) {
    return psnNo.isEmpty() || psnNo.equals(person);
  }

  /** Whether quality control and grouping have results: they go when it returns to state 0. */
  boolean isAssessed() {
    return state != ListState.NOT_SUBMITTED;
  }

  /** The month of the settlement as yyyyMM: that of the end of its period. */
  String month() {
    String end = ListCheck.text(content().path("setlinfo"), "setl_end_date");
    return WireTime.date(end) == null ? "" : end.substring(0, 4) + end.substring(5, 7);
  }

  /** The input last taken. */
  public JsonNode content() {
    return Json.parse(contentJson);
  }
}
