package org.duima.api.site;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RegionTest {
  @Test
  void aRegionMayHaveSeveralNames() {
    assertThat(Site.includes("pre-2021-12, sichuan", "sichuan")).isTrue();
    assertThat(Site.includes("pre-2021-12, sichuan", "pre-2021-12")).isTrue();
    assertThat(Site.includes("sichuan", "sichuan")).isTrue();
    assertThat(Site.includes("sichuan", "si")).isFalse();
    assertThat(Site.includes("", "sichuan")).isFalse();
    assertThat(Site.names(" a,, b ")).containsExactly("a", "b");
    assertThat(Site.names("")).isEmpty();
  }
}
