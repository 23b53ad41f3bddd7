/** Recipe, images and a train program in, trained weights and a log out. */
package cnnc.runtime.train;
