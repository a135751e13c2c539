package org.duima.demo.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FieldTableTest {
  private static final String HEADER =
      "infno,node,field,name_zh,name_en,type,length,scale,dictionary,required,condition,"
          + "source\n";

  @TempDir Path folder;

  private FieldTable read(String rows) throws IOException {
    Path file = folder.resolve("fields.csv");
    Files.writeString(file, HEADER + rows);
    return FieldTable.read(file, "4101A");
  }

  @Test
  void readsTheRowsOfItsTransaction() throws Exception {
    Path regions = Files.createDirectory(folder.resolve("regions"));
    String columns = "infno,node,field,wire,source\n";
    Files.writeString(regions.resolve("old.csv"), columns + "4101A,setlinfo,a,a1,V\n");
    Files.writeString(regions.resolve("west.csv"), columns + "4101A,setlinfo,a,a2,V\n");
    FieldTable table =
        read(
            """
            4101,setlinfo,gend,性别,sex,C,6,,gend,Y,,V
            4101A,setlinfo,a,甲,a,N,6,2,,,region,V
            4101A,setlinfo,b,乙,b,C,6,,,cond,when:a!=3|31,V
            4101A,setlinfo,c,丙,c,C,6,,,cond,when:a=2|3 if-known,V
            4101A,setlinfo,d,丁,d,C,6,,,cond,when:a unless:b,V
            4101A,setlinfo,e,戊,e,C,6,,,cond,when:a accepts:-,V
            4101A,setlinfo,f,己,f,C,6,,,cond,when:inpatient,V
            """);
    assertThat(table.nodes()).containsExactly("setlinfo");
    FieldRule a = table.field("setlinfo", "a");
    assertThat(a.requirement()).isEqualTo(FieldRule.Requirement.REGIONAL);
    assertThat(a.aliases()).containsExactly("a1", "a2");
    FieldRule.Condition condition = table.field("setlinfo", "b").condition();
    assertThat(condition.holdsFor("3")).isFalse();
    assertThat(condition.holdsFor("1")).isTrue();
    assertThat(condition.holdsFor("")).isFalse();
    assertThat(table.field("setlinfo", "c").requirement())
        .isEqualTo(FieldRule.Requirement.OPTIONAL);
    assertThat(table.field("setlinfo", "d").requirement())
        .isEqualTo(FieldRule.Requirement.OPTIONAL);
    assertThat(table.field("setlinfo", "e").requirement())
        .isEqualTo(FieldRule.Requirement.CONDITIONAL);
    assertThat(table.field("setlinfo", "f").requirement())
        .isEqualTo(FieldRule.Requirement.INPATIENT);
  }

  @Test
  void namesFileLineAndColumnOfAnError() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    4101A,setlinfo,a,甲,a,C,6,,,,,V
                    4101A,setlinfo,b,乙,b,T,6,,,,,V
                    """))
        .isInstanceOf(SetupException.class)
        .hasMessageContaining("fields.csv:3")
        .hasMessageContaining("type");
    assertThatThrownBy(() -> read("4101A,setlinfo,a,甲,a,C,6,,,cond,if:b,V\n"))
        .hasMessageContaining("condition");
    assertThatThrownBy(() -> read("4101A,setlinfo,a,甲,a,C,6,,,cond,when:under-one,V\n"))
        .hasMessageContaining("condition");
    assertThatThrownBy(() -> read("4101A,setlinfo,a,甲,a,C,6,,,maybe,,V\n"))
        .hasMessageContaining("required");
    assertThatThrownBy(() -> read("4101A,setlinfo,a,甲,a,C,six,,,,,V\n"))
        .hasMessageContaining("length");
    assertThatThrownBy(
            () -> read("4101A,setlinfo,a,甲,a,C,6,,,,,,V\n4101A,setlinfo,a,甲,a,C,6,,,,,,V\n"))
        .hasMessageContaining("fields.csv:3");
    assertThatThrownBy(() -> read("4101,setlinfo,a,甲,a,C,6,,,,,,V\n"))
        .hasMessageContaining("4101A");
  }

  @Test
  void saysWhenTheTableIsMissing() {
    assertThatThrownBy(() -> FieldTable.read(folder.resolve("none.csv"), "4101A"))
        .isInstanceOf(SetupException.class)
        .hasMessageContaining("none.csv");
  }

  @Test
  void readsTargetsOfCrosswalksAsNamesButNeverAsAWholeDictionary() {
    CodeLists codes = CodeLists.read(TestMappings.FOLDER.resolve("codes"), null, null);
    assertThat(codes.diagnoses().hasName("I63.900", "脑梗死")).isTrue();
    assertThat(codes.diagnoses().knows("I63.901")).isFalse();
    assertThat(codes.diagnoses().complete()).isFalse();
    assertThat(codes.chineseSyndromes().knows("B02.07.03.04")).isTrue();
    assertThat(codes.procedures()).isEqualTo(CodeList.NONE);
  }
}
