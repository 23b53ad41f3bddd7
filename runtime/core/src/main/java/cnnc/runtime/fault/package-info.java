/**
 * Faults of the input or the environment: a code and a sentence go in, one exception comes out.
 *
 * <p>What can go wrong falls into two kinds. A {@link cnnc.runtime.fault.Fault} depends on the world:
 * files, archives, weights, devices, a training that diverges or is interrupted. It has a code that
 * {@code docs/diagnostics} explains, and is the one exception that an application catches. An {@link
 * java.lang.IllegalArgumentException} or {@link java.lang.IllegalStateException} depends on the
 * program alone: an argument out of range, images of the wrong size, two trainings of one network at
 * once, a network that is closed.
 */
package cnnc.runtime.fault;
