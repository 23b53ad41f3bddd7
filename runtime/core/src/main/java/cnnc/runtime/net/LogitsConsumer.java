package cnnc.runtime.net;

/** Receives the logits of one image. */
public interface LogitsConsumer {
  void accept(int index, float[] logits);
}
