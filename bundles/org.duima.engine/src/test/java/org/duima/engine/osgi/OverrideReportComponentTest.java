package org.duima.engine.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OverrideReportComponentTest {
  private final OverrideReportComponent component = new OverrideReportComponent();

  private boolean wantedWith(Map<String, Object> configuration) {
    component.configure(configuration);
    return component.isWanted();
  }

  @Test
  void nothingIsReportedUnlessTheSiteSaysSo() {
    assertThat(component.isWanted()).isFalse();
    assertThat(wantedWith(Map.of())).isFalse();
    assertThat(wantedWith(Map.of("report3103", " true "))).isTrue();
    assertThat(wantedWith(Map.of("report3103", true))).isTrue();
    assertThat(wantedWith(Map.of("report3103", "false"))).isFalse();
  }

  @Test
  void aWordThatIsNotUnderstoodChangesNothing() {
    assertThat(wantedWith(Map.of("report3103", "yes"))).isFalse();
    component.configure(Map.of("report3103", "true"));
    assertThat(wantedWith(Map.of("report3103", "off"))).isTrue();
    assertThat(wantedWith(Map.of())).isFalse();
  }
}
