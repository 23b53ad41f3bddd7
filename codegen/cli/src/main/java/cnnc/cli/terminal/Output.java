package cnnc.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A standard stream in UTF-8 that remembers how it ended: a print stream tells only that it did. */
public final class Output extends OutputStream {
  private final OutputStream out;
  private boolean readerGone;

  public Output(FileDescriptor descriptor) {
    out = new FileOutputStream(descriptor);
  }

  public PrintStream print() {
    return new PrintStream(this, true, StandardCharsets.UTF_8);
  }

  /** Whether who read has gone, as {@code head} does: that is no fault of anybody. */
  public boolean readerGone() {
    return readerGone;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException fault) {
      readerGone |= String.valueOf(fault.getMessage()).contains("Broken pipe");
      throw fault;
    }
  }
}
