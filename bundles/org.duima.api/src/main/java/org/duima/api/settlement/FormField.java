package org.duima.api.settlement;

import org.duima.api.Text;

/**
 * One field of the list's form, for people.
 *
 * @param node node of the form
 * @param name name of the national form
 * @param label what people call it
 * @param type C text, N number, D date, DT date with time
 * @param length most characters or digits, 0 if not limited
 * @param dictionary dictionary of its values, empty if none
 * @param fixed why it cannot be corrected by hand; null where it can
 */
public record FormField(
    String node, String name, Text label, String type, int length, String dictionary, Text fixed) {}
