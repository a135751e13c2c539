package org.duima.web.internal;

/**
 * An answer whose bytes somebody else wrote, in the first content type of the operation.
 *
 * @param body treat as immutable
 */
public record WrittenAnswer(int status, byte[] body) {}
