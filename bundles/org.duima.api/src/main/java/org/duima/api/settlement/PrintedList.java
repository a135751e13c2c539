package org.duima.api.settlement;

import java.util.Objects;

/**
 * A settlement list as it goes on paper.
 *
 * @param setlId setl_id
 * @param version version of the list; 0 for what it says now where no version was made of that
 * @param state the list's state, as people see it
 * @param mark what the paper is worth
 * @param serial setl_list_id, empty before the platform gave one
 * @param content what the list says
 */
public record PrintedList(
    String setlId, int version, String state, Mark mark, String serial, ListContent content) {
  /** What a printed list is worth. */
  public enum Mark {
    /** The platform holds it as submitted. */
    NONE(""),
    /** Not submitted yet. */
    NOT_SUBMITTED("未提交"),
    /** A later version took its place. */
    REPLACED("旧版本"),
    /** May still change: something is missing, or a check fails. */
    DRAFT("草稿");

    private final String zh;

    Mark(String zh) {
      this.zh = zh;
    }

    /** The word printed on each page, empty for none. */
    public String zh() {
      return zh;
    }
  }

  public PrintedList {
    Objects.requireNonNull(setlId, "setlId");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(mark, "mark");
    Objects.requireNonNull(serial, "serial");
    Objects.requireNonNull(content, "content");
  }
}
