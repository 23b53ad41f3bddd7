/** What generated networks call: training, predictions, data, weights. */
module cnnc.runtime {
  requires transitive java.desktop;
  requires static java.management;
  requires static jdk.management;
  requires java.net.http;
  requires com.fasterxml.jackson.core;
  requires org.apache.commons.compress;
  requires static jdk.incubator.vector;

  exports cnnc.runtime.augment;
  exports cnnc.runtime.checkpoint;
  exports cnnc.runtime.data;
  exports cnnc.runtime.fault;
  exports cnnc.runtime.files;
  exports cnnc.runtime.metrics;
  exports cnnc.runtime.net;
  exports cnnc.runtime.parallel;
  exports cnnc.runtime.picture;
  exports cnnc.runtime.random;
  exports cnnc.runtime.train;
  exports cnnc.runtime.weights;
}
