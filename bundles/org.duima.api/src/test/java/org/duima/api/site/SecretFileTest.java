package org.duima.api.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {
  @TempDir Path home;

  private void file(String content, String rights) throws Exception {
    Path file = home.resolve("token");
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
  }

  private String read(String name) {
    return SecretFile.read(Map.of("secretFile", name), "secretFile", home);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--------", "rwx------"})
  void readsWhatOnlyTheOwnerReaches(String rights) throws Exception {
    file(" not-a-real-token\r\n", rights);
    assertThat(read("token")).isEqualTo("not-a-real-token");
    assertThat(read(home.resolve("token").toString())).isEqualTo("not-a-real-token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rw---x---"})
  void refusesWhatOthersReachAndSaysWhatToRun(String rights) throws Exception {
    file("not-a-real-token", rights);
    assertThatThrownBy(() -> read("token"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("secretFile: ")
        .hasMessageEndingWith("chmod 600 token");
  }

  @Test
  void namesTheSettingWhenThereIsNothingToRead() throws Exception {
    assertThatThrownBy(() -> read("")).hasMessage("secretFile: 必填 / required");
    assertThatThrownBy(() -> read("token")).hasMessageContaining("cannot be read: token");
    assertThatThrownBy(() -> read(".")).hasMessageContaining("secretFile");
    file(" \n", "rw-------");
    assertThatThrownBy(() -> read("token")).hasMessageContaining("empty: token");
  }
}
