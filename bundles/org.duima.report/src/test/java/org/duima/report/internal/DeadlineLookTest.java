package org.duima.report.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.duima.api.report.DeadlineWatch.Alarm;
import org.duima.api.site.Site;
import org.junit.jupiter.api.Test;

class DeadlineLookTest {
  private static DeadlineLook look(String deadline, String warnDays) {
    Map<String, String> settings = new HashMap<>();
    settings.put("deadline", deadline);
    settings.put("deadlineWarnDays", warnDays);
    settings.put("zone", "UTC");
    Site site = Site.of(settings);
    Clock clock =
        Clock.fixed(SmallLedger.TODAY.atTime(12, 0).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
    return new DeadlineLook(SmallLedger.ofOneMorning(), () -> site, clock);
  }

  @Test
  void countsWhatIsLateAndWhatWillBeWithinTheDaysOfWarning() {
    assertThat(look("discharge+10", "8").look()).isEqualTo(new Alarm(4, 1, 8));
    assertThat(look("discharge+10", "9").look()).isEqualTo(new Alarm(4, 2, 9));
  }

  @Test
  void warnsOfNothingWithoutADeadline() {
    DeadlineLook look = look("", "");
    assertThat(look.look().isRaised()).isFalse();
    assertThat(look.check().detail().en()).contains("no list");
  }

  @Test
  void aLateListIsNoFaultOfTheNode() {
    DeadlineLook look = look("discharge+10", "3");
    look.look();
    assertThat(look.check().up()).isTrue();
    assertThat(look.check().detail().en()).contains("4 lists are overdue");
    assertThat(look.alarm().overdue()).isEqualTo(4);
  }
}
