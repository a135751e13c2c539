package org.duima.engine.internal;

import org.duima.api.Finding;

/**
 * What a transport could not take as a frame, on its way to an answer.
 *
 * @param start what was read of it, as much as there is
 * @param reason why
 */
public record RefusedFrame(byte[] start, Finding reason) {}
