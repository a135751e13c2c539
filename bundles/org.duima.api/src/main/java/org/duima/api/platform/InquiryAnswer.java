package org.duima.api.platform;

import java.util.List;
import java.util.Objects;

/** What the platform answered to an {@link Inquiry}. */
public sealed interface InquiryAnswer {
  /**
   * Where an answer stands in a row of pages.
   *
   * @param read rows in it, those that could not be used among them
   * @param total rows of all pages, negative if the platform does not say
   * @param mark differs between different pages
   */
  record Page(int read, int total, String mark) {
    public Page {
      Objects.requireNonNull(mark, "mark");
    }
  }

  /** A page of quality control results. */
  record Quality(List<QualityResult> rows, Page page) implements InquiryAnswer {
    public Quality {
      rows = List.copyOf(rows);
    }
  }

  /** A page of grouping results. */
  record Groups(List<GroupingResult> rows, Page page) implements InquiryAnswer {
    public Groups {
      rows = List.copyOf(rows);
    }
  }

  /** The platform's numbers. */
  record Counted(PlatformCounts counts) implements InquiryAnswer {}

  /** The values of a dictionary. */
  record Dictionary(List<DictionaryRow> rows) implements InquiryAnswer {
    public Dictionary {
      rows = List.copyOf(rows);
    }
  }

  /** Where the file of a catalogue is. */
  record Located(Inquiry.Download download) implements InquiryAnswer {}

  /** The file itself. */
  record File(byte[] bytes) implements InquiryAnswer {}

  /** The transaction was taken back. */
  record Reversed() implements InquiryAnswer {}

  /** What was told was noted. */
  record Noted() implements InquiryAnswer {}

  /** There is nothing (550100, or an output without rows). */
  record Nothing() implements InquiryAnswer {}

  /** The sign-in that had to come first; now ask again. */
  record SignedIn() implements InquiryAnswer {}

  /** No answer to the question: {@link Receipt.Refused} or {@link Receipt.Unknown}. */
  record Problem(Receipt receipt) implements InquiryAnswer {
    public Problem {
      if (receipt instanceof Receipt.Accepted || receipt instanceof Receipt.Held) {
        throw new IllegalArgumentException("not a problem: " + receipt.getClass());
      }
    }
  }

  /**
   * A value of a dictionary.
   *
   * @param valid whether vali_flag says that it is in force
   */
  record DictionaryRow(String value, String label, boolean valid) {}
}
