module com.acme.app {
  requires cnnc.runtime;
  requires static jdk.incubator.vector;
}
