package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What the platform holds for one settlement, as a snapshot.
 *
 * @param setlId the key: one settlement has one list
 * @param setlListId serial number given at the first upload, kept afterwards
 * @param psnNo insured person number
 * @param mdtrtId visit id
 * @param fixmedinsCode the institution that uploaded it
 * @param state its state
 * @param contentJson the input last taken, as JSON with sorted keys
 * @param contentHash SHA-256 of {@code contentJson} in UTF-8, hex
 * @param uploadCount how many uploads were taken
 * @param uploads the last 100 uploads taken, oldest first
 * @param submissions how often 4102 brought it to state 1
 * @param withdrawals how often 4102 brought it back to state 0
 * @param checkContent what the review said, or empty
 * @param warnings what was odd about the last upload although it was taken
 */
public record ListRecord(
    String setlId,
    String setlListId,
    String psnNo,
    String mdtrtId,
    String fixmedinsCode,
    ListState state,
    String contentJson,
    String contentHash,
    int uploadCount,
    List<Upload> uploads,
    int submissions,
    int withdrawals,
    String checkContent,
    List<String> warnings) {

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

  /** The input last taken. */
  public JsonNode content() {
    return Json.parse(contentJson);
  }
}
