package cnnc.runtime.net;

import cnnc.runtime.data.PictureFormat;
import cnnc.runtime.fault.Arguments;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.InputFile;
import cnnc.runtime.files.Reasons;
import cnnc.runtime.picture.BrokenPicture;
import cnnc.runtime.picture.Fit;
import cnnc.runtime.picture.Picture;
import cnnc.runtime.picture.PictureReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Pictures as the raw images that a network takes. */
final class PictureInput {
  /** No picture of 2^26 pixels needs more. */
  private static final int MOST_BYTES = 1 << 28;

  private PictureInput() {}

  static byte[] of(Spec spec, Path file) {
    return decoded(spec, checked(InputFile.bytes(file)), file.toString());
  }

  static byte[] of(Spec spec, InputStream in) {
    try {
      return decoded(spec, checked(in.readNBytes(MOST_BYTES)), "the picture");
    } catch (IOException fault) {
      throw new Fault("CNN0701", "cannot read the picture: " + Reasons.of(fault));
    }
  }

  static byte[] of(Spec spec, BufferedImage image) {
    try {
      return raw(spec, PictureReader.of(image));
    } catch (BrokenPicture fault) {
      throw new Fault("CNN0732", "the picture " + fault.getMessage());
    }
  }

  private static byte[] checked(byte[] bytes) {
    if (bytes.length >= MOST_BYTES) {
      throw new Fault("CNN0732", "the picture has more than 2^28 bytes");
    }
    return bytes;
  }

  private static byte[] decoded(Spec spec, byte[] file, String name) {
    try {
      return raw(spec, PictureReader.read(file));
    } catch (BrokenPicture fault) {
      throw new Fault("CNN0732", name + " " + fault.getMessage());
    }
  }

  private static byte[] raw(Spec spec, Picture picture) throws BrokenPicture {
    Arguments.check(
        spec.channels() == 1 || spec.channels() == 3,
        spec.name() + " takes images of " + spec.channels() + " channels, and pictures have 1 or 3");
    Fit fit =
        spec.data()
            .filter(d -> d.format() instanceof PictureFormat)
            .map(d -> ((PictureFormat) d.format()).fit())
            .orElse(Fit.COVER);
    return PictureReader.fit(picture, spec.height(), spec.width(), spec.channels(), fit).values();
  }
}
