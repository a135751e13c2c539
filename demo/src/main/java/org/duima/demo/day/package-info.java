/**
 * A hospital's day as data, and its rendering into the messages that the hospital's systems send.
 *
 * <p>Written without the product, so that it can judge it.
 */
package org.duima.demo.day;
