package org.duima.demo.day;

import java.time.LocalDateTime;
import java.util.Set;

/** The times around an operation that its file leaves to the rule, and who did it. */
record OperationTimes(
    Stay.Operation operation,
    LocalDateTime end,
    boolean anaesthetised,
    LocalDateTime anaesthesiaBegin,
    LocalDateTime anaesthesiaEnd) {
  // local anaesthesia needs no anaesthetist
  private static final Set<String> LOCAL = Set.of("", "3", "31", "32", "33", "34", "35", "36");

  static OperationTimes of(Stay.Operation operation) {
    LocalDateTime end = operation.at().plusMinutes(operation.minutes());
    return new OperationTimes(
        operation,
        end,
        !LOCAL.contains(operation.anaesthesia()),
        operation.at().minusMinutes(20),
        end.plusMinutes(10));
  }

  /** Null where the operator is left out on purpose. */
  Hospital.Person operator(Course course) {
    if (operation.without().equals("operator")) {
      return null;
    }
    return operation.by() == null
        ? course.hospital().department(course.departmentAt(operation.at())).doctor()
        : course.hospital().doctor(operation.by());
  }
}
