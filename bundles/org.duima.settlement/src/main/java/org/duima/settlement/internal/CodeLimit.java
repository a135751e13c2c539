package org.duima.settlement.internal;

import java.time.LocalDate;
import org.duima.api.Severity;
import org.duima.api.Text;

/**
 * Whom some codes are limited to.
 *
 * @param sex gend 1 or 2, empty for both
 * @param youngest null for no limit
 * @param oldest null for no limit; inclusive, as {@code youngest} is
 * @param principalOnly whether it speaks of principal diagnoses alone
 * @param severity how bad a violation is at most
 */
record CodeLimit(String sex, Age youngest, Age oldest, boolean principalOnly, Severity severity) {
  boolean excludesSex(String gend) {
    return !sex.isEmpty() && !sex.equals(gend);
  }

  boolean excludesAge(LocalDate born, LocalDate on) {
    return youngest != null && youngest.olderBy(born, on) < 0
        || oldest != null && oldest.olderBy(born, on) > 0;
  }

  Text sexText() {
    return sex.equals("1") ? new Text("男性", "men") : new Text("女性", "women");
  }

  Text ageText() {
    if (youngest == null) {
      Text last = oldest.text();
      return oldest.count() == 0 && !oldest.inDays()
          ? new Text("未满 1 岁", "under one year")
          : new Text("不超过 " + last.zh(), "up to " + last.en());
    }
    Text first = youngest.text();
    return oldest == null
        ? new Text("不小于 " + first.zh(), first.en() + " or more")
        : new Text(
            first.zh() + "至 " + oldest.text().zh(), first.en() + " to " + oldest.text().en());
  }
}
