/** Graph or augmentation in, an equal one with less work out. */
package cnnc.codegen.simplify;
