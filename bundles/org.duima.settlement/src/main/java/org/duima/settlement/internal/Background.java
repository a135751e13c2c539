package org.duima.settlement.internal;

import java.time.LocalDate;
import java.time.LocalDateTime;
import org.duima.api.Text;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.mapping.Dictionaries;

/**
 * What checks may look up.
 *
 * @param now the hospital's local time
 * @param region names of the differences to the national interface
 */
record Background(
    Tables tables, Dictionaries dictionaries, CodeMapper codes, LocalDateTime now, String region) {
  /** The upload fields of the region. */
  FieldTable fields() {
    return tables.fields().of(region);
  }

  /** The date whose code tables count for a list. */
  LocalDate codesOn(SettlementList list) {
    return list.codesOn().orElse(now.toLocalDate());
  }

  /** Path of a field for people: with the name that the wire uses in this region. */
  String path(SettlementList list, String node, Row row, String field) {
    return row.path()
        + "."
        + fields().find(list.infno(), node, field).map(Field::wireName).orElse(field);
  }

  /** Path of a node as a whole. */
  String nodePath(SettlementList list, String node) {
    String info = list.info().path();
    return info.substring(0, info.length() - SettlementList.INFO.length()) + node;
  }

  /** What people call a field. */
  Text label(SettlementList list, String node, String field) {
    return fields()
        .find(list.infno(), node, field)
        .map(Field::label)
        .orElse(new Text(field, field));
  }
}
