/** What generated code extends: its programs, parameters and predictions. */
package cnnc.runtime.net;
