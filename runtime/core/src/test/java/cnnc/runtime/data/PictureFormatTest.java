package cnnc.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cnnc.runtime.fault.Fault;
import cnnc.runtime.picture.Fit;
import cnnc.runtime.picture.Pictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureFormatTest {
  private static final List<String> NAMES = List.of("cat", "dog", "owl");

  @TempDir private Path folder;

  private static PictureFormat format(
      PictureFormat.Listing listing, int classes, boolean skips, String... names) {
    return new PictureFormat(listing, 12, 10, 3, classes, List.of(names), Fit.COVER, skips);
  }

  private static PictureFormat folders(String... names) {
    return format(new Folders(), 3, false, names);
  }

  private void write(String name, int seed) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    String type = name.substring(name.lastIndexOf('.') + 1);
    BufferedImage image =
        Pictures.drawn(12 + seed % 5, 10 + seed % 7, BufferedImage.TYPE_3BYTE_BGR, seed);
    Files.write(file, Pictures.file(image, type));
  }

  /** Some of each class, of several types; {@code .hidden} is none. */
  private void fill(String part) throws IOException {
    int seed = 0;
    for (String name : NAMES) {
      for (String file : List.of("b.png", "a.jpg", "c.gif", "deep/er/d.bmp")) {
        write(part + "/" + name + "/" + file, seed++);
      }
    }
    Files.writeString(folder.resolve(part + "/cat/.hidden"), "no picture");
    Files.writeString(folder.resolve(part + "/README.txt"), "beside the classes");
  }

  private ImageSet read(PictureFormat format, String... places) {
    List<Path> paths = List.of(places).stream().map(folder::resolve).toList();
    return format.read(paths, paths);
  }

  private void refused(PictureFormat format, String code, String... texts) {
    assertThatThrownBy(() -> read(format, "train"))
        .isInstanceOfSatisfying(Fault.class, f -> assertThat(f.code()).isEqualTo(code))
        .message().contains(texts);
  }

  @Test
  void aFolderIsAClass() throws IOException {
    fill("train");
    ImageSet set = read(folders(), "train");
    assertThat(set.size()).isEqualTo(12);
    assertThat(set.labels()).containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2);
    assertThat(set.fileStarts()).containsExactly(0);
    assertThat(read(folders("owl", "cat", "dog"), "train").labels()).startsWith(1).endsWith(0);
  }

  /** Neither threads nor the place decide what comes out. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64})
  void threadsAndPlacesDoNotCount(int threads) throws IOException {
    fill("train");
    ImageSet set = read(folders(), "train");
    List<Path> place = List.of(folder.resolve("train"));
    assertThat(new PictureLoader(folders(), threads, 1 << 20).read(place, place)).isEqualTo(set);
    Files.move(folder.resolve("train"), folder.resolve("elsewhere"));
    assertThat(read(folders(), "elsewhere")).isEqualTo(set);
    // The same by a file of decoded pictures, when it is made and when it is there.
    List<Path> elsewhere = List.of(folder.resolve("elsewhere"));
    for (int time = 0; time < 2; time++) {
      assertThat(new PictureLoader(folders(), threads, 0).read(elsewhere, elsewhere)).isEqualTo(set);
    }
    assertThat(folder.resolve("elsewhere/.cnnc")).isDirectoryContaining("glob:**.pixels");
  }

  private ImageSet cached(boolean skips) {
    List<Path> place = List.of(folder.resolve("train"));
    return new PictureLoader(format(new Folders(), 3, skips), 2, 0).read(place, place);
  }

  private List<Path> caches() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("train/.cnnc"))) {
      return files.toList();
    }
  }

  /** A file of decoded pictures is used for what it was made of, and for nothing else. */
  @Test
  void decodedPicturesAreKept() throws IOException {
    fill("train");
    ImageSet set = read(folders(), "train");
    assertThat(cached(false)).isEqualTo(set);
    Path cache = caches().get(0);
    // Another byte in it is seen: so it was read, and not made again.
    byte[] bytes = Files.readAllBytes(cache);
    bytes[7] ^= 1;
    Files.write(cache, bytes);
    assertThat(cached(false)).isNotEqualTo(set);
    // Another size of pictures has a file of its own.
    PictureFormat other =
        new PictureFormat(new Folders(), 5, 5, 3, 3, List.of(), Fit.COVER, false);
    List<Path> place = List.of(folder.resolve("train"));
    new PictureLoader(other, 2, 0).read(place, place);
    assertThat(caches()).hasSize(2).contains(cache);
    // Damaged ones are made again: cut off, and of the right length.
    for (int length : new int[] {0, 100, bytes.length - 1}) {
      Files.write(cache, Arrays.copyOf(bytes, length));
      assertThat(cached(false)).isEqualTo(set);
    }
    bytes[bytes.length - 3] ^= 1;
    Files.write(cache, bytes);
    assertThat(cached(false)).isEqualTo(set);
    // A picture that changes: a new file in place of the old one.
    write("train/cat/b.png", 77);
    ImageSet changed = read(folders(), "train");
    assertThat(changed).isNotEqualTo(set);
    assertThat(cached(false)).isEqualTo(changed);
    assertThat(caches()).hasSize(2).contains(cache);
  }

  @Test
  void brokenPicturesAreNamedWhetherDecodedBeforeOrNot() throws IOException {
    fill("train");
    Files.writeString(folder.resolve("train/dog/bad.png"), "broken");
    for (int time = 0; time < 2; time++) {
      assertThatThrownBy(() -> cached(false)).hasMessageContaining("dog/bad.png is no picture");
      assertThat(cached(true).labels()).containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2);
    }
    assertThat(cached(true)).isEqualTo(read(format(new Folders(), 3, true), "train"));
  }

  /** Where no file can be written, pictures are decoded each time. */
  @Test
  void withoutAPlaceForDecodedPictures() throws IOException {
    fill("train");
    Files.writeString(folder.resolve("train/.cnnc"), "a file where the folder would be");
    assertThat(cached(false)).isEqualTo(read(folders(), "train"));
  }

  @Test
  void heldOutSharesOfDecodedPictures() throws IOException {
    fill("train");
    ImageSets memory = Split.of(read(folders(), "train"), 0.3);
    ImageSets mapped = Split.of(cached(false), 0.3);
    assertThat(mapped.train()).isEqualTo(memory.train());
    assertThat(mapped.test()).isEqualTo(memory.test());
    assertThat(mapped.test().pixels()).isEqualTo(memory.test().pixels()).hasSize(3 * 360);
  }

  @Test
  void setsAreJoined() throws IOException {
    fill("train");
    write("more/dog/z.png", 99);
    write("more/cat/z.png", 98);
    ImageSet set = read(folders(), "train", "more");
    assertThat(set.size()).isEqualTo(14);
    assertThat(set.fileStarts()).containsExactly(0, 12);
    assertThat(set.labels()).endsWith(0, 1);
  }

  @Test
  void whatIsJudgedHasTheClassesThatWereLearned() throws IOException {
    fill("train");
    write("test/owl/x.png", 5);
    List<Path> train = List.of(folder.resolve("train"));
    List<Path> test = List.of(folder.resolve("test"));
    assertThat(folders().read(test, train).labels()).containsExactly(2);
    // Without what was learned, names are needed.
    assertThatThrownBy(() -> folders().read(test, List.of(folder.resolve("gone"))))
        .hasMessageContaining("there are 1 classes, and the network has 3: owl");
    assertThat(folders("cat", "dog", "owl").read(test, List.of(folder.resolve("gone"))).labels())
        .containsExactly(2);
    write("test/bird/x.png", 5);
    assertThatThrownBy(() -> folders().read(test, train))
        .hasMessageContaining("`bird`, which is no class; there are cat, dog, owl");
  }

  @Test
  void foldersThatDoNotGoWithTheClasses() throws IOException {
    refused(folders(), "CNN0701", "failed to find folder");
    Files.createDirectory(folder.resolve("train"));
    refused(folders(), "CNN0733", "holds no folders");
    Files.createDirectory(folder.resolve("train/cat"));
    refused(folders(), "CNN0733", "the class cat has no picture");
    write("train/cat/a.png", 1);
    write("train/dog/a.png", 1);
    refused(folders(), "CNN0733", "there are 2 classes, and the network has 3: cat, dog");
    refused(folders("cat", "dog", "owl"), "CNN0733", "the class owl has no picture to learn from");
    write("train/owl/a.png", 1);
    write("train/emu/a.png", 1);
    refused(folders(), "CNN0733", "there are 4 classes, and the network has 3");
    refused(folders("cat", "dog", "owl"), "CNN0733", "emu", "which is no class");
    Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> read(folders(), "file")).hasMessageContaining("is a file, and should be");
  }

  @Test
  void numbersAreClassesByTheirNumber() throws IOException {
    for (int c : new int[] {0, 1, 10, 2, 3, 4, 5, 6, 7, 8, 9}) {
      write("train/" + c + "/a.png", c);
    }
    assertThat(read(format(new Folders(), 11, false), "train").labels())
        .containsExactly(0, 1, 10, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void brokenPicturesAreNamed() throws IOException {
    fill("train");
    ImageSet whole = read(folders(), "train");
    Files.write(folder.resolve("train/dog/bad.png"), new byte[5]);
    refused(folders(), "CNN0732", "dog/bad.png is no picture");
    Files.write(folder.resolve("train/owl/aaa.jpg"), new byte[0]);
    refused(folders(), "CNN0732", "2 of 14 pictures are broken:\n", "bad.png", "aaa.jpg is empty");
    ImageSet left = read(format(new Folders(), 3, true), "train");
    assertThat(left).isEqualTo(whole);
    for (String name : NAMES) {
      for (int i = 0; i < 20; i++) {
        Files.write(folder.resolve("train/" + name + "/bad" + i + ".png"), new byte[i]);
      }
    }
    refused(folders(), "CNN0732", "62 of 74 pictures", "and 52 more");
  }

  @Test
  void nothingButBrokenOnesIsAFault() throws IOException {
    for (String name : NAMES) {
      Files.createDirectories(folder.resolve("train/" + name));
      Files.write(folder.resolve("train/" + name + "/x.png"), new byte[3]);
    }
    refused(format(new Folders(), 3, true), "CNN0732", "3 of 3 pictures are broken");
  }

  @Test
  void aTableNamesPictures() throws IOException {
    fill("images");
    Files.writeString(
        folder.resolve("train"),
        "\ufeffnumber,label,\"the path\"\r\n1,cat,images/cat/a.jpg\r\n\r\n"
            + "2,\"owl\",\"images/owl/b.png\"\n3,dog,images/dog/../dog/c.gif");
    ImageSet set = read(format(new Manifest("the path", "label"), 3, false), "train");
    assertThat(set.labels()).containsExactly(0, 2, 1);
    ImageSet all = read(folders(), "images");
    assertThat(set.image(0)).isEqualTo(all.image(0));
    assertThat(set.image(2)).isEqualTo(all.image(6));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|CNN0702|is empty", "a,b|CNN0702|no column `path`", "path,label|CNN0702|names no picture",
        "path,label\\nx|CNN0702|row 2 has 1 values", "path,label\\n\"x,y|CNN0702|ends within quotes",
        "path,label\\n../x.png,cat|CNN0702|lies outside", "path,label\\nx.png,cat|CNN0733|there are 1 classes",
        "path,label\\nx.png,0|CNN0733|class 1 has no picture",
        "path,label\\na.png,0\\nb.png,1\\nc.png,2|CNN0732|failed to find file",
        "path,label\\na.png,0\\nb.png,1\\nc.png,3|CNN0732|failed to find file",
      })
  void tablesWithFaults(String text, String code, String message) throws IOException {
    Files.writeString(folder.resolve("train"), text.replace("\\n", "\n"));
    PictureFormat format = format(new Manifest("path", "label"), 3, false);
    refused(format, code, message);
  }

  @Test
  void aTableInAnotherEncodingIsRefused() throws IOException {
    Files.write(folder.resolve("train"), new byte[] {'p', (byte) 0xe9, '\n'});
    refused(format(new Manifest("p", "l"), 3, false), "CNN0702", "is not UTF-8 text");
  }

  @Test
  void aShareIsHeldOutOfEachClass() throws IOException {
    for (int i = 0; i < 40; i++) {
      write("train/cat/" + i + ".png", i);
      write("train/dog/" + i + ".png", 1000 + i);
    }
    for (int i = 0; i < 10; i++) {
      write("train/owl/" + i + ".png", 2000 + i);
    }
    DataSource source =
        new DataSource("d", folders(), "", "", List.of("train"), List.of(), List.of(), 0.2);
    ImageSets sets = source.open(folder);
    assertThat(sets.train().size()).isEqualTo(72);
    assertThat(sets.judging()).isEqualTo(sets.test()).isEqualTo(source.openTest(folder));
    for (int c = 0; c < 3; c++) {
      int label = c;
      assertThat(IntStream.of(sets.test().labels()).filter(l -> l == label).count())
          .isEqualTo(c < 2 ? 8 : 2);
    }
    assertThat(sets.train().pixels().length + sets.test().pixels().length)
        .isEqualTo(90 * 12 * 10 * 3);
    // With a test of its own, the held out images are for the way there.
    write("test/cat/x.png", 5000);
    ImageSets three =
        new DataSource("d", folders(), "", "", List.of("train"), List.of("test"), List.of(), 0.2)
            .open(folder);
    assertThat(three.train()).isEqualTo(sets.train());
    assertThat(three.judging()).isEqualTo(sets.test());
    assertThat(three.test().size()).isEqualTo(1);
    // Other names, an order of their own: the same pictures.
    for (int i = 0; i < 40; i++) {
      Files.move(folder.resolve("train/cat/" + i + ".png"), folder.resolve("train/cat/z" + (99 - i) + ".png"));
    }
    ImageSet renamed = source.open(folder).test();
    assertThat(images(renamed)).containsExactlyInAnyOrderElementsOf(images(sets.test()));
    DataSource most =
        new DataSource("d", folders(), "", "", List.of("train"), List.of(), List.of(), 0.999);
    assertThat(most.open(folder).train().labels()).as("one of each class").containsExactly(0, 1, 2);
    DataSource least =
        new DataSource("d", folders(), "", "", List.of("train"), List.of(), List.of(), 0.001);
    assertThatThrownBy(() -> least.open(folder)).hasMessageContaining("leaves none to judge by");
  }

  private static List<List<Byte>> images(ImageSet set) {
    return IntStream.range(0, set.size())
        .mapToObj(
            i -> {
              byte[] image = set.image(i);
              return IntStream.range(0, image.length).mapToObj(k -> image[k]).toList();
            })
        .toList();
  }

  @Test
  void hiddenFoldersDoNotCountAndLinksThatLeadNowhereDo() throws IOException {
    fill("train");
    write("train/cat/.thumbnails/a.png", 1);
    assertThat(read(folders(), "train").size()).isEqualTo(12);
    Files.createSymbolicLink(folder.resolve("train/cat/lost.png"), folder.resolve("nowhere"));
    refused(folders(), "CNN0732", "failed to find file: " + folder.resolve("train/cat/lost.png"));
  }

  @Test
  void leavingOutMustLeaveSomeOfEachClass() throws IOException {
    fill("train");
    for (String file : List.of("b.png", "a.jpg", "c.gif", "deep/er/d.bmp")) {
      Files.writeString(folder.resolve("train/dog/" + file), "broken");
    }
    refused(format(new Folders(), 3, true), "CNN0733", "all pictures of the class dog are broken");
  }

  /** The longest and the thinnest that can be written: refused with a reason, not by a crash. */
  @Test
  void sidesThatAreTooLong() throws IOException {
    fill("train");
    BufferedImage thin = new BufferedImage(70_000, 1, BufferedImage.TYPE_BYTE_GRAY);
    Files.write(folder.resolve("train/cat/thin.png"), Pictures.file(thin, "png"));
    refused(folders(), "CNN0732", "thin.png is 70000 pixels wide and 1 high, and 2^26 pixels");
    BufferedImage high = new BufferedImage(1, 60_000, BufferedImage.TYPE_BYTE_GRAY);
    Files.write(folder.resolve("train/cat/thin.png"), Pictures.file(high, "png"));
    PictureFormat wide =
        new PictureFormat(new Folders(), 1, 20_000, 3, 3, List.of(), Fit.STRETCH, false);
    List<Path> place = List.of(folder.resolve("train"));
    assertThatThrownBy(() -> wide.read(place, place))
        .hasMessageContaining("thin.png is too high to be brought to 1x20000");
  }

  @Test
  void anInterruptEndsTheReading() throws IOException {
    fill("train");
    Thread.currentThread().interrupt();
    try {
      refused(folders(), "CNN0725", "interrupted: pictures were being read");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  /** Formats without folders may have classes of which there is no image. */
  @Test
  void aClassWithoutImagesCanBeSplit() {
    ImageSet set = new ImageSet(1, 1, 1, new byte[] {1, 2, 3, 4}, new int[] {1, 1, 3, 3}, new int[1]);
    ImageSets parts = Split.of(set, 0.5);
    assertThat(parts.train().labels()).containsExactly(1, 3);
    assertThat(parts.test().labels()).containsExactly(1, 3);
  }

  /** Tables that lie side by side have files of their own, and so have sets of one folder and of two. */
  @Test
  void setsBesideEachOtherKeepTheirs() throws IOException {
    fill("train");
    write("more/dog/z.png", 99);
    for (String name : List.of("one.csv", "two.csv")) {
      Files.writeString(
          folder.resolve(name), "file,kind\ntrain/cat/b.png,cat\ntrain/dog/b.png,dog\ntrain/owl/b.png,owl\n");
    }
    PictureFormat table = format(new Manifest("file", "kind"), 3, false);
    List<Path> more = List.of(folder.resolve("train"), folder.resolve("more"));
    for (int time = 0; time < 2; time++) {
      for (String name : List.of("one.csv", "two.csv")) {
        List<Path> place = List.of(folder.resolve(name));
        assertThat(new PictureLoader(table, 2, 0).read(place, place)).isEqualTo(read(table, name));
      }
      assertThat(new PictureLoader(folders(), 2, 0).read(more, more)).isEqualTo(read(folders(), "train", "more"));
      assertThat(cached(false)).isEqualTo(read(folders(), "train"));
    }
    assertThat(folder.resolve(".cnnc").toFile().list()).hasSize(2);
    assertThat(caches()).hasSize(2);
  }

  /** An interrupt, or a look at the data, leaves what was decoded. */
  @Test
  void decodedPicturesOutlastInterruptsAndSurveys() throws IOException {
    fill("train");
    ImageSet set = cached(false);
    byte[] file = Files.readAllBytes(caches().get(0));
    FileTime made = Files.getLastModifiedTime(caches().get(0));
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> cached(false)).hasMessageContaining("interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    List<Path> place = List.of(folder.resolve("train"));
    Format.Survey survey = new PictureLoader(folders(), 2, 0).survey(place, place);
    assertThat(survey.images()).isEqualTo(set);
    assertThat(survey.sizes()).hasSize(12);
    assertThat(Files.readAllBytes(caches().get(0))).isEqualTo(file);
    assertThat(Files.getLastModifiedTime(caches().get(0))).isEqualTo(made);
  }

  @Test
  void aLinkInPlaceOfTheFolderIsNotFollowed() throws IOException {
    fill("train");
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.createSymbolicLink(folder.resolve("train/.cnnc"), elsewhere);
    assertThat(cached(false)).isEqualTo(read(folders(), "train"));
    assertThat(elsewhere).isEmptyDirectory();
  }
}
