/** A Maven project in, generated sources out: an adaptor that decides nothing about networks. */
package cnnc.maven;
