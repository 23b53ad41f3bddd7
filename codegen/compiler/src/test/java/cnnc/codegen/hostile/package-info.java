/** Files of people who mean harm, and of fingers that slip: the compiler answers, and soon. */
package cnnc.codegen.hostile;
