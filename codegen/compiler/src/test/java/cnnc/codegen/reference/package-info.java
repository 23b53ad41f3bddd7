/**
 * The slow, obviously right interpreter that everything is compared with: double precision, plain
 * loops; and networks to compare it on.
 */
package cnnc.codegen.reference;
