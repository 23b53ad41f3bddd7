/** The syntax of one net in, its network out: layers in order, named, with the values they read. */
package cnnc.dsl.resolve.net;
