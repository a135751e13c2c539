package org.duima.demo.day;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A hospital's day: its stays, and all messages in the order they are sent. Immutable; reading the
 * same files gives the same bytes.
 */
public final class Day {
  private final Map<String, Course> courses;
  private final Map<String, Order> orders;
  private final List<Message> messages;

  private Day(Map<String, Course> courses, Map<String, Order> orders, List<Message> messages) {
    joinLanes(courses.values(), messages);
    // stable: messages of one stay that leave in the same minute keep their order
    messages.sort(Comparator.comparing(Message::at));
    this.courses = Map.copyOf(courses);
    this.orders = Collections.unmodifiableMap(new LinkedHashMap<>(orders));
    this.messages = List.copyOf(messages);
  }

  /**
   * Reads and renders a day.
   *
   * @param directory the folder of the files
   * @param kinds how many of the kinds are taken, in order of file name; 0 for all
   * @throws DayException where a file is wrong
   */
  public static Day read(Path directory, int kinds) {
    return read(directory, kinds, Form.HL7);
  }

  /**
   * Reads and renders a day.
   *
   * @param directory the folder of the files
   * @param kinds how many of the kinds are taken, in order of file name; 0 for all
   * @param form what the hospital's systems speak beside the national transactions
   * @throws DayException where a file is wrong
   */
  public static Day read(Path directory, int kinds, Form form) {
    Hospital hospital = DayFiles.hospital(directory);
    Map<String, Course> courses = new LinkedHashMap<>();
    Map<String, Order> orders = new LinkedHashMap<>();
    List<Message> messages = new ArrayList<>();
    List<DayFiles.Kind> all = DayFiles.kinds(directory);
    for (DayFiles.Kind kind : kinds == 0 ? all : all.subList(0, Math.min(kinds, all.size()))) {
      for (Stay stay : kind.stays()) {
        try {
          Course course = Course.of(stay, hospital);
          messages.addAll(Schedule.of(course, form.writer(course)));
          courses.put(stay.visit(), course);
        } catch (IllegalArgumentException e) {
          throw new DayException(
              directory.resolve(kind.name()), stay.visit() + ": " + e.getMessage(), e);
        }
      }
      for (Fault fault : kind.faults()) {
        messages.add(Faults.of(fault, form, directory.resolve(kind.name())));
      }
      for (Order order : kind.orders()) {
        Course course = courses.get(order.visit());
        if (course == null || orders.put(order.no(), order) != null) {
          throw new DayException(
              directory.resolve(kind.name()),
              order.no() + ": 没有这次住院，或医嘱号重复 / no such stay, or the number is used twice");
        }
        messages.add(OrderWriter.of(course, order));
      }
    }
    return new Day(courses, orders, messages);
  }

  /**
   * Renders stays that are not in files.
   *
   * @param directory the folder of {@code hospital.yaml}
   * @throws IllegalArgumentException where a stay cannot be rendered
   */
  public static Day of(Path directory, List<Stay> stays) {
    return of(directory, stays, Form.HL7);
  }

  /**
   * Renders stays that are not in files.
   *
   * @param directory the folder of {@code hospital.yaml}
   * @param form what the hospital's systems speak beside the national transactions
   * @throws IllegalArgumentException where a stay cannot be rendered
   */
  public static Day of(Path directory, List<Stay> stays, Form form) {
    Hospital hospital = DayFiles.hospital(directory);
    Map<String, Course> courses = new LinkedHashMap<>();
    List<Message> messages = new ArrayList<>();
    for (Stay stay : stays) {
      Course course = Course.of(stay, hospital);
      messages.addAll(Schedule.of(course, form.writer(course)));
      courses.put(stay.visit(), course);
    }
    return new Day(courses, Map.of(), messages);
  }

  /** Patients that are merged on the way share a lane, so that what they send keeps its order. */
  private static void joinLanes(Collection<Course> courses, List<Message> messages) {
    Map<String, String> lanes = new LinkedHashMap<>();
    for (Course course : courses) {
      Stay stay = course.stay();
      stay.also().stream()
          .filter(extra -> extra.what().equals("merge"))
          .forEach(extra -> lanes.put(extra.with(), stay.visit()));
    }
    Map<String, String> laneOfVisit = new LinkedHashMap<>();
    for (Message message : messages) {
      if (lanes.containsKey(message.lane())) {
        laneOfVisit.put(message.visit(), lanes.get(message.lane()));
        laneOfVisit.put(lanes.get(message.lane()), lanes.get(message.lane()));
      }
    }
    messages.replaceAll(
        message ->
            laneOfVisit.containsKey(message.visit())
                ? message.inLane("merged-" + laneOfVisit.get(message.visit()))
                : message);
  }

  /** All messages in the order they are sent. */
  public List<Message> messages() {
    return messages;
  }

  /** Orders in the order of the files. */
  public Collection<Order> orders() {
    return orders.values();
  }

  /** An order by its number, null where there is none. */
  public Order order(String no) {
    return orders.get(no);
  }

  /**
   * How many messages a node stores: one that is sent again counts once, faults and questions over
   * HTTP do not.
   */
  public long distinctMessages() {
    return messages.stream().filter(Message::isStored).map(Message::controlId).distinct().count();
  }

  /** Visit numbers of all stays, in order. */
  public List<String> visits() {
    return courses.keySet().stream().sorted().toList();
  }

  /** A stay by its visit number, null where there is none. */
  public Stay stay(String visit) {
    Course course = courses.get(visit);
    return course == null ? null : course.stay();
  }

  /** setl_id of the settlements of a stay, oldest first, refunded ones included. */
  public List<String> settlements(String visit) {
    return courses.get(visit).settlements().stream().map(Course.Settled::id).toList();
  }

  /**
   * What the platform must hold for a settlement whose list is accepted.
   *
   * @throws IllegalArgumentException where the stay has no such settlement
   */
  public PlatformView platformView(String visit, String setlId) {
    Course course = courses.get(visit);
    return course.settlements().stream()
        .filter(settled -> settled.id().equals(setlId))
        .findFirst()
        .map(settled -> PlatformView.of(course, settled))
        .orElseThrow(() -> new IllegalArgumentException(visit + " " + setlId));
  }
}
