/** A stand-in for the regional insurance platform: the independent judge of the product. */
package org.duima.demo.simulator;
