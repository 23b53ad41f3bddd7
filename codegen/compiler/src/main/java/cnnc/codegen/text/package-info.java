/** Text of users in, the same text as generated files may hold it out. */
package cnnc.codegen.text;
