/** Plays a hospital's day against a node and judges how every stay ended. */
package org.duima.demo.play;
