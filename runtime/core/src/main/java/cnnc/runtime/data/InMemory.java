package cnnc.runtime.data;

/** One image after another in an array. */
record InMemory(byte[] pixels, int imageSize) implements ImageStore {
  @Override
  public int images() {
    return pixels.length / imageSize;
  }

  @Override
  public void read(int place, byte[] to, int at) {
    System.arraycopy(pixels, place * imageSize, to, at, imageSize);
  }
}
