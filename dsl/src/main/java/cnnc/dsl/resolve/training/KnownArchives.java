package cnnc.dsl.resolve.training;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of published archives by the name of their file. */
final class KnownArchives {
  /** Digests by the last part of a path. */
  record Archive(int trainImages, Map<String, String> sha256) {
    /** Digests of these paths, or none when one of them is unknown. */
    List<String> digests(List<String> paths) {
      List<String> digests = paths.stream()
          .map(p -> sha256.getOrDefault(p.substring(p.lastIndexOf('/') + 1), ""))
          .toList();
      return digests.contains("") ? List.of() : digests;
    }
  }

  /** The six files of CIFAR-10's binary version (Krizhevsky 2009), and the size of CIFAR-100. */
  private static final Map<String, Archive> BY_FILE =
      Map.of(
          "cifar-10-binary.tar.gz",
          new Archive(
              50_000,
              Map.of(
                  "data_batch_1.bin",
                  "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5",
                  "data_batch_2.bin",
                  "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed",
                  "data_batch_3.bin",
                  "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67",
                  "data_batch_4.bin",
                  "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48",
                  "data_batch_5.bin",
                  "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add",
                  "test_batch.bin",
                  "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b")),
          "cifar-100-binary.tar.gz",
          new Archive(50_000, Map.of()));

  private KnownArchives() {}

  static Optional<Archive> of(String url) {
    return Optional.ofNullable(BY_FILE.get(url.substring(url.lastIndexOf('/') + 1)));
  }
}
