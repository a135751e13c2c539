package org.duima.demo.day;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDateTime;

/**
 * Something that is no message of any stay.
 *
 * @param what garbage, truncated, angle-bracket, huge
 * @param at when it is sent
 * @param title what it shows
 */
public record Fault(@JsonProperty("do") String what, LocalDateTime at, String title) {}
