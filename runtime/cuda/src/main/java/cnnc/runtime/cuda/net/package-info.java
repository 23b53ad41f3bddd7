/** What generated CUDA classes extend: programs of launches, and the trainings that run them. */
package cnnc.runtime.cuda.net;
