package org.duima.api.platform;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A question to the platform that is not about one list's fate. A constructor that is given what
 * cannot be asked throws an {@link IllegalArgumentException} that says so in Chinese and English,
 * without patient data.
 */
public sealed interface Inquiry {
  /** fixmedins_code of the institution that asks. */
  String institution();

  /** What is asked. */
  Kind kind();

  /** Kinds of questions. */
  enum Kind {
    /** 4104 or 3607. */
    QUALITY,
    /** 4105. */
    COUNTS,
    /** 3605 or 3606. */
    GROUPING,
    /** 1901. */
    DICTIONARY,
    /** 1301 to 1315, then 9102. */
    CATALOGUE,
    /** 2601. */
    REVERSAL,
    /** 3103. */
    DISPOSITIONS
  }

  /** How a region groups stays. */
  enum Method {
    /** 3605. */
    DRG,
    /** 3606. */
    DIP
  }

  /**
   * Quality control results (质控结果) of a month of settlement.
   *
   * @param infno 4104 or 3607, empty for the one that the site has configured
   */
  record QualityResults(String institution, YearMonth month, String infno) implements Inquiry {
    public QualityResults {
      require(institution, "institution");
      Objects.requireNonNull(month, "month");
      if (!Set.of("", "4104", "3607").contains(infno)) {
        throw new IllegalArgumentException("infno: 应为 4104 或 3607 / must be 4104 or 3607");
      }
    }

    @Override
    public Kind kind() {
      return Kind.QUALITY;
    }
  }

  /** How many lists the platform holds in which state (4105). Both days are included. */
  record Counts(String institution, LocalDate from, LocalDate to) implements Inquiry {
    public Counts {
      require(institution, "institution");
      if (to.isBefore(from)) {
        throw new IllegalArgumentException("to: 早于起始日 / is before the first day");
      }
    }

    /** Of a whole month. */
    public static Counts of(String institution, YearMonth month) {
      return new Counts(institution, month.atDay(1), month.atEndOfMonth());
    }

    @Override
    public Kind kind() {
      return Kind.COUNTS;
    }
  }

  /** Grouping results of a month of settlement (3605, 3606). */
  record Grouping(String institution, YearMonth month, Method method) implements Inquiry {
    public Grouping {
      require(institution, "institution");
      Objects.requireNonNull(month, "month");
      Objects.requireNonNull(method, "method");
    }

    @Override
    public Kind kind() {
      return Kind.GROUPING;
    }
  }

  /**
   * The live values of a dictionary (1901).
   *
   * @param type the platform's name of it
   * @param table the wire name that the values are imported under
   */
  record DictionaryQuery(String institution, String type, String table) implements Inquiry {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,59}");

    public DictionaryQuery {
      require(institution, "institution");
      if (!NAME.matcher(type).matches() || !NAME.matcher(table).matches()) {
        throw new IllegalArgumentException(
            "字典名应为字母、数字、下划线 / the name of a dictionary has letters, digits and underscores");
      }
    }

    @Override
    public Kind kind() {
      return Kind.DICTIONARY;
    }
  }

  /**
   * Where the file of a catalogue can be downloaded (1301 to 1315).
   *
   * @param since version from which on changes are wanted, {@code 0} for the whole catalogue
   */
  record Catalogue(String institution, String infno, String since) implements Inquiry {
    /** Those that give a file; 1304 and 1312 answer row by row. */
    private static final Pattern WITH_FILE = Pattern.compile("13(0[1235-9]|1[01345])");

    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z._-]{1,20}");

    /** The version that stands for all. */
    public static final String WHOLE = "0";

    public Catalogue {
      require(institution, "institution");
      if (!WITH_FILE.matcher(infno).matches()) {
        throw new IllegalArgumentException(
            "infno: 应为以文件下载的目录 1301–1315（1304、1312 除外） / must be one of 1301 to 1315 that gives a"
                + " file (not 1304, 1312)");
      }
      if (!VERSION.matcher(since).matches()) {
        throw new IllegalArgumentException("since: 版本号格式有误 / is no version");
      }
    }

    @Override
    public Kind kind() {
      return Kind.CATALOGUE;
    }
  }

  /**
   * The file of a catalogue (9102), after the platform has said where it is.
   *
   * @param infno of the catalogue
   * @param since as it was asked for
   * @param fileQueryNo file_qury_no
   * @param fileName filename
   * @param rows data_cnt, 0 if it was not said
   */
  record Download(
      String institution, String infno, String since, String fileQueryNo, String fileName, int rows)
      implements Inquiry {
    public Download {
      require(institution, "institution");
      require(fileQueryNo, "file_qury_no");
      Objects.requireNonNull(fileName, "fileName");
    }

    @Override
    public Kind kind() {
      return Kind.CATALOGUE;
    }
  }

  /**
   * Takes back a transaction whose result is not known (2601).
   *
   * @param psnNo psn_no of the transaction
   * @param insuredDivision insuplc_admdvs of the person, empty for the institution's own
   * @param msgid message id of the transaction
   * @param infno the transaction
   */
  record Reversal(
      String institution, String psnNo, String insuredDivision, String msgid, String infno)
      implements Inquiry {
    /** V8.1 names no other. */
    private static final Set<String> REVERSIBLE =
        Set.of("2102", "2103", "2207", "2208", "2304", "2305", "2401");

    private static final int LONGEST_MSGID = 30;

    public Reversal {
      require(institution, "institution");
      if (infno.startsWith("410")) {
        throw new IllegalArgumentException(
            "清单交易不能冲正：未提交的清单直接重新上传即覆盖，已提交的先用 4102 撤回 / transactions of the list"
                + " (4101…) cannot be reversed: an upload overwrites an unsubmitted list, and a"
                + " submitted one is first taken back with 4102");
      }
      if (!REVERSIBLE.contains(infno)) {
        throw new IllegalArgumentException(
            "infno: 只有 2102、2103、2207、2208、2304、2305、2401 可以冲正 / only these can be reversed");
      }
      require(psnNo, "psn_no");
      require(msgid, "omsgid");
      if (msgid.length() > LONGEST_MSGID) {
        throw new IllegalArgumentException("omsgid: 最长 30 位 / at most 30 characters");
      }
      Objects.requireNonNull(insuredDivision, "insuredDivision");
    }

    @Override
    public Kind kind() {
      return Kind.REVERSAL;
    }

    /** Leaves the person out. */
    @Override
    public String toString() {
      return "Reversal[" + infno + " " + msgid + "]";
    }
  }

  /**
   * Tells what became of results of the pre-audit (3103). Telling it twice changes nothing: each
   * result has its id.
   *
   * @param warnType 1 事前, 2 事中
   * @param warns one for each result, at most {@link #MOST_WARNS}
   */
  record Dispositions(String institution, String warnType, List<Warn> warns) implements Inquiry {
    /** Of one call. */
    public static final int MOST_WARNS = 100;

    /** Characters of a reason. */
    public static final int LONGEST_REASON = 200;

    /**
     * What became of one result.
     *
     * @param id warn_rslt_id
     * @param way 1 继续执行, 2 返回修改
     * @param reason in words, required where the way is 1; may hold patient data
     */
    public record Warn(String id, String way, String reason) {
      public Warn {
        require(id, "warn_rslt_id");
        if (!Set.of("1", "2").contains(way)) {
          throw new IllegalArgumentException("dspo_way: 应为 1 或 2 / must be 1 or 2");
        }
        reason = reason == null ? "" : reason;
        if (way.equals("1")) {
          require(reason, "dspo_way_rea");
        }
        if (reason.length() > LONGEST_REASON) {
          throw new IllegalArgumentException("dspo_way_rea: 最长 200 字 / at most 200 characters");
        }
      }

      /** Leaves the reason out. */
      @Override
      public String toString() {
        return "Warn[" + id + " " + way + "]";
      }
    }

    public Dispositions {
      require(institution, "institution");
      if (!Set.of("1", "2").contains(warnType)) {
        throw new IllegalArgumentException("warn_type: 应为 1 或 2 / must be 1 or 2");
      }
      warns = List.copyOf(warns);
      if (warns.isEmpty() || warns.size() > MOST_WARNS) {
        throw new IllegalArgumentException("warns: 应为 1 到 100 条 / must be 1 to 100");
      }
    }

    @Override
    public Kind kind() {
      return Kind.DISPOSITIONS;
    }
  }

  private static void require(String value, String name) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(name + ": 必填 / required");
    }
  }
}
