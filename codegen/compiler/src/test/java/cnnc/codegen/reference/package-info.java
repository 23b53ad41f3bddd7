/** The slow, obviously right interpreter that everything is compared with: double precision, plain loops. */
package cnnc.codegen.reference;
