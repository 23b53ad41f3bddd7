package cnnc.runtime.data;

/** Where the pixels of images lie, each image in a place of its own. */
interface ImageStore {
  /** How many images there are. */
  int images();

  /** Copies an image's bytes; from any number of threads at once. */
  void read(int place, byte[] to, int at);
}
