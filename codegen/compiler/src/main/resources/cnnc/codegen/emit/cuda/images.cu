// ---- images ------------------------------------------------------------------------------------

// An image is what gives a pixel for a row and a column, and says what has become of black. Ops that
// need the pixels around one are images made of others, and nothing is written before the last.

template <class VALUE, int CHANNELS>
struct Pixel {
  VALUE values[CHANNELS];

  __device__ VALUE& operator[](int c) { return values[c]; }
  __device__ const VALUE& operator[](int c) const { return values[c]; }
};

// Bytes of the data set. Their sums are whole numbers.
template <int CHANNELS_, int HEIGHT, int WIDTH>
struct RawImage {
  static constexpr int CHANNELS = CHANNELS_;
  using Value = int;
  using Sum = unsigned long long;
  const unsigned char* bytes;

  __device__ explicit RawImage(const unsigned char* bytes) : bytes(bytes) {}

  __device__ int height() const { return HEIGHT; }
  __device__ int width() const { return WIDTH; }
  __device__ Pixel<int, CHANNELS> operator()(int y, int x) const {
    Pixel<int, CHANNELS> pixel;
#pragma unroll
    for (int c = 0; c < CHANNELS; c++) {
      pixel[c] = bytes[(y * WIDTH + x) * CHANNELS + c];
    }
    return pixel;
  }
  __device__ Pixel<int, CHANNELS> black() const { return {}; }
};

// An image made of another.
template <class IMAGE>
struct Made {
  static constexpr int CHANNELS = IMAGE::CHANNELS;
  using Value = float;
  using Sum = double;
  const IMAGE& image;

  __device__ explicit Made(const IMAGE& image) : image(image) {}

  __device__ int height() const { return image.height(); }
  __device__ int width() const { return image.width(); }
  __device__ Pixel<float, CHANNELS> black() const { return image.black(); }
};

// What comes in from outside of an image that is moved: nothing, since none is; what lies as far
// inside; black.
enum class Edge { NONE, REFLECT, ZERO };

// Two sums over all threads of a block, for each of them. Those of the warps are added in the order of the
// warps, so that floats give the same every time.
template <class SUM>
__device__ void block_sums(SUM first, SUM second, SUM& all_first, SUM& all_second) {
  constexpr int WARPS = THREADS / WARP;
  __shared__ SUM parts[WARPS][2];
  first = warp_sum(first);
  second = warp_sum(second);
  __syncthreads();
  if (threadIdx.x % WARP == 0) {
    parts[threadIdx.x / WARP][0] = first;
    parts[threadIdx.x / WARP][1] = second;
  }
  __syncthreads();
  all_first = 0;
  all_second = 0;
  for (int w = 0; w < WARPS; w++) {
    all_first += parts[w][0];
    all_second += parts[w][1];
  }
}

// A window of an image, seen through mirrors or not, and what has been done to its values: a line for
// each channel. Means and variances follow from the sums over the window of values and of their squares.
template <class IMAGE, Edge EDGE = Edge::NONE>
struct View {
  static constexpr int CHANNELS = IMAGE::CHANNELS;
  using Value = typename IMAGE::Value;
  using Sum = typename IMAGE::Sum;
  const IMAGE& image;
  int height;
  int width;
  int top = 0;
  int left = 0;
  bool mirrored = false;
  bool flipped = false;
  // The window that was moved; before that everything is inside.
  int first_row = 0;
  int last_row = 1 << 28;
  int first_column = 0;
  int last_column = 1 << 28;
  double factors[CHANNELS];
  double terms[CHANNELS];
  Sum sums[CHANNELS];
  Sum squares[CHANNELS];

  __device__ explicit View(const IMAGE& image)
      : image(image), height(image.height()), width(image.width()) {
    for (int c = 0; c < CHANNELS; c++) {
      factors[c] = 1;
      terms[c] = 0;
    }
  }

  __device__ Pixel<Value, CHANNELS> raw(int y, int x) const {
    int row = top + (flipped ? height - 1 - y : y);
    int column = left + (mirrored ? width - 1 - x : x);
    if (EDGE == Edge::ZERO && (row < first_row || row > last_row || column < first_column || column > last_column)) {
      return image.black();
    }
    if (EDGE == Edge::REFLECT) {
      row = inside(row, first_row, last_row);
      column = inside(column, first_column, last_column);
    }
    return image(row, column);
  }

  static __device__ int inside(int place, int first, int last) {
    return place < first ? 2 * first - place : place > last ? 2 * last - place : place;
  }

  // Down and right by so much, in a frame of a new size.
  __device__ void move(int down, int right, int new_height, int new_width) {
    first_row = top;
    last_row = top + height - 1;
    first_column = left;
    last_column = left + width - 1;
    crop(-down, -right, new_height, new_width);
  }

  __device__ void crop(int y, int x, int new_height, int new_width) {
    top += flipped ? height - new_height - y : y;
    left += mirrored ? width - new_width - x : x;
    height = new_height;
    width = new_width;
  }

  __device__ void measure() {
    Sum some[2 * CHANNELS] = {};
#pragma unroll 4
    for (int p = threadIdx.x; p < height * width; p += THREADS) {
      const Pixel<Value, CHANNELS> pixel = raw(p / width, p % width);
#pragma unroll
      for (int c = 0; c < CHANNELS; c++) {
        const Sum v = pixel[c];
        some[c] += v;
        some[CHANNELS + c] += v * v;
      }
    }
#pragma unroll
    for (int c = 0; c < CHANNELS; c++) {
      block_sums(some[c], some[CHANNELS + c], sums[c], squares[c]);
    }
  }

  __device__ double mean(int c) const {
    return factors[c] * sums[c] / (height * width) + terms[c];
  }

  __device__ void normalize(int c, double mean, double deviation) {
    factors[c] /= 255 * deviation;
    terms[c] = (terms[c] / 255 - mean) / deviation;
  }

  __device__ void brighten(float delta) {
    for (int c = 0; c < CHANNELS; c++) {
      terms[c] += delta;
    }
  }

  __device__ void contrast(double factor) {
    for (int c = 0; c < CHANNELS; c++) {
      const double middle = mean(c);
      factors[c] *= factor;
      terms[c] = (terms[c] - middle) * factor + middle;
    }
  }

  __device__ void subtract_mean() {
    for (int c = 0; c < CHANNELS; c++) {
      terms[c] -= mean(c);
    }
  }

  // (x - mean) / max(standard deviation, 1 / sqrt(n)).
  __device__ void standardize() {
    const int pixels = height * width;
    const double n = static_cast<double>(pixels) * CHANNELS;
    double sum = 0;
    for (int c = 0; c < CHANNELS; c++) {
      sum += factors[c] * sums[c] + terms[c] * pixels;
    }
    const double mean = sum / n;
    double deviations = 0;
    for (int c = 0; c < CHANNELS; c++) {
      // Around the channel's own mean first: no large numbers cancel.
      const double own = static_cast<double>(sums[c]) / pixels;
      const double away = factors[c] * own + terms[c] - mean;
      deviations += factors[c] * factors[c] * (squares[c] - own * sums[c]) + away * away * pixels;
    }
    const double deviation = fmax(sqrt(fmax(deviations, 0.0) / n), 1 / sqrt(n));
    for (int c = 0; c < CHANNELS; c++) {
      factors[c] /= deviation;
      terms[c] = (terms[c] - mean) / deviation;
    }
  }
};

// What a view has made of its image. The line of each channel goes through a value near its mean, where
// that is known, so that little rounding remains.
template <class VIEW>
struct Seen {
  static constexpr int CHANNELS = VIEW::CHANNELS;
  using Value = float;
  using Sum = double;
  const VIEW& view;
  float gain[CHANNELS];
  float level[CHANNELS];
  int pivot[CHANNELS];

  __device__ Seen(const VIEW& view, bool measured) : view(view) {
    for (int c = 0; c < CHANNELS; c++) {
      pivot[c] =
          measured ? static_cast<int>(static_cast<double>(view.sums[c]) / (height() * width()) + 0.5) : 0;
      gain[c] = static_cast<float>(view.factors[c]);
      level[c] = static_cast<float>(view.factors[c] * pivot[c] + view.terms[c]);
    }
  }

  __device__ int height() const { return view.height; }
  __device__ int width() const { return view.width; }
  __device__ Pixel<float, CHANNELS> operator()(int y, int x) const { return seen(view.raw(y, x)); }
  __device__ Pixel<float, CHANNELS> black() const { return seen(view.image.black()); }

 private:
  __device__ Pixel<float, CHANNELS> seen(const Pixel<typename VIEW::Value, CHANNELS>& raw) const {
    Pixel<float, CHANNELS> pixel;
#pragma unroll
    for (int c = 0; c < CHANNELS; c++) {
      pixel[c] = gain[c] * (raw[c] - pivot[c]) + level[c];
    }
    return pixel;
  }
};

// A part of an image in another size: each pixel is the mean of those around its place, weighted by a
// triangle that reaches as far as it is wide, at least one old pixel.
template <class IMAGE>
struct Resized : Made<IMAGE> {
  using Made<IMAGE>::image;
  static constexpr int CHANNELS = IMAGE::CHANNELS;
  double top;
  double left;
  double down;
  double right;
  int rows;
  int columns;

  __device__ Resized(
      const IMAGE& image, double top, double left, double height, double width, int rows, int columns)
      : Made<IMAGE>(image), top(top), left(left), down(height / rows), right(width / columns), rows(rows),
        columns(columns) {}

  struct Side {
    double centre;
    double reach;
    int begin;
    int end;

    __device__ Side(double from, double scale, int place, int old) {
      centre = from + (place + 0.5) * scale;
      reach = fmax(1.0, scale);
      begin = static_cast<int>(fmin(fmax(0.0, floor(centre - reach + 0.5)), old - 1.0));
      end = static_cast<int>(fmin(fmax(floor(centre + reach + 0.5), begin + 1.0), old));
    }

    __device__ double share(int k) const { return fmax(0.0, 1 - fabs((k + 0.5 - centre) / reach)); }
  };

  __device__ int height() const { return rows; }
  __device__ int width() const { return columns; }
  __device__ Pixel<float, CHANNELS> operator()(int y, int x) const {
    const Side ys(top, down, y, image.height());
    const Side xs(left, right, x, image.width());
    double sums[CHANNELS] = {}, all = 0;
    for (int row = ys.begin; row < ys.end; row++) {
      for (int column = xs.begin; column < xs.end; column++) {
        const double share = ys.share(row) * xs.share(column);
        const Pixel<float, CHANNELS> from = image(row, column);
        all += share;
#pragma unroll
        for (int c = 0; c < CHANNELS; c++) {
          sums[c] += share * from[c];
        }
      }
    }
    Pixel<float, CHANNELS> pixel;
#pragma unroll
    for (int c = 0; c < CHANNELS; c++) {
      pixel[c] = static_cast<float>(sums[c] / all);
    }
    return pixel;
  }
};

// A part that is drawn: its share of the area, its width over its height, its place.
template <class IMAGE>
__device__ Resized<IMAGE> random_part(
    const IMAGE& image, double share, double log_ratio, float y, float x, int rows, int columns) {
  const double area = share * image.height() * image.width();
  const double ratio = exp(log_ratio);
  const double height = fmin(static_cast<double>(image.height()), sqrt(area / ratio));
  const double width = fmin(static_cast<double>(image.width()), sqrt(area * ratio));
  return Resized<IMAGE>(
      image, y * (image.height() - height), x * (image.width() - width), height, width, rows, columns);
}

// Turned around the middle, each pixel from the four around its place.
template <Edge EDGE, class IMAGE>
struct Rotated : Made<IMAGE> {
  using Made<IMAGE>::image;
  static constexpr int CHANNELS = IMAGE::CHANNELS;
  double cosine;
  double sine;

  __device__ Rotated(const IMAGE& image, double degrees) : Made<IMAGE>(image) {
    const double angle = degrees / 180 * 3.14159265358979323846;
    cosine = cos(angle);
    sine = sin(angle);
  }

  __device__ Pixel<float, CHANNELS> operator()(int y, int x) const {
    const double middle_y = (image.height() - 1) / 2.0, middle_x = (image.width() - 1) / 2.0;
    const double from_y = middle_y + cosine * (y - middle_y) - sine * (x - middle_x);
    const double from_x = middle_x + sine * (y - middle_y) + cosine * (x - middle_x);
    const int top = static_cast<int>(floor(from_y)), left = static_cast<int>(floor(from_x));
    const double down = from_y - top, right = from_x - left;
    const Pixel<float, CHANNELS> a = at(top, left), b = at(top, left + 1);
    const Pixel<float, CHANNELS> c = at(top + 1, left), d = at(top + 1, left + 1);
    Pixel<float, CHANNELS> pixel;
#pragma unroll
    for (int i = 0; i < CHANNELS; i++) {
      const double upper = (1 - right) * a[i] + right * b[i];
      const double lower = (1 - right) * c[i] + right * d[i];
      pixel[i] = static_cast<float>((1 - down) * upper + down * lower);
    }
    return pixel;
  }

 private:
  __device__ Pixel<float, CHANNELS> at(int y, int x) const {
    const bool inside = y >= 0 && y < image.height() && x >= 0 && x < image.width();
    if (EDGE == Edge::ZERO && !inside) {
      return image.black();
    }
    return image(reflected(y, image.height()), reflected(x, image.width()));
  }

  // The place inside that a place outside shows, however far outside.
  static __device__ int reflected(int place, int size) {
    if (size == 1) {
      return 0;
    }
    const int period = 2 * (size - 1);
    const int within = (place % period + period) % period;
    return within < period - within ? within : period - within;
  }
};

// Other colours of the same luma (ITU-R BT.601): red's distance from it becomes red_red of red's and
// red_blue of blue's, and blue's likewise.
template <class IMAGE>
struct Coloured : Made<IMAGE> {
  using Made<IMAGE>::image;
  double red_red;
  double red_blue;
  double blue_red;
  double blue_blue;

  __device__ Coloured(const IMAGE& image, double red_red, double red_blue, double blue_red, double blue_blue)
      : Made<IMAGE>(image), red_red(red_red), red_blue(red_blue), blue_red(blue_red),
        blue_blue(blue_blue) {}

  // As far from the luma as before, times a factor.
  __device__ Coloured(const IMAGE& image, double factor) : Coloured(image, factor, 0, 0, factor) {}

  __device__ Pixel<float, 3> operator()(int y, int x) const { return other(image(y, x)); }
  __device__ Pixel<float, 3> black() const { return other(image.black()); }

 private:
  __device__ Pixel<float, 3> other(const Pixel<float, 3>& from) const {
    const double luma = 0.299 * from[0] + 0.587 * from[1] + 0.114 * from[2];
    const double r = from[0] - luma, b = from[2] - luma;
    const double red = luma + red_red * r + red_blue * b;
    const double blue = luma + blue_red * r + blue_blue * b;
    const double green = (luma - 0.299 * red - 0.114 * blue) / 0.587;
    return {static_cast<float>(red), static_cast<float>(green), static_cast<float>(blue)};
  }
};

// Colours that turn in the plane of U, which is 0.492 of blue's distance, and V, 0.877 of red's.
template <class IMAGE>
__device__ Coloured<IMAGE> turned(const IMAGE& image, double degrees) {
  const double angle = degrees / 180 * 3.14159265358979323846;
  return Coloured<IMAGE>(
      image, cos(angle), sin(angle) * 0.492 / 0.877, -sin(angle) * 0.877 / 0.492, cos(angle));
}

// 255 (x / 255)^g.
template <class IMAGE>
struct Curved : Made<IMAGE> {
  using Made<IMAGE>::image;
  static constexpr int CHANNELS = IMAGE::CHANNELS;
  double exponent;

  __device__ Curved(const IMAGE& image, double exponent) : Made<IMAGE>(image), exponent(exponent) {}

  __device__ Pixel<float, CHANNELS> operator()(int y, int x) const { return of(image(y, x)); }
  __device__ Pixel<float, CHANNELS> black() const { return of(image.black()); }

 private:
  __device__ Pixel<float, CHANNELS> of(Pixel<float, CHANNELS> pixel) const {
#pragma unroll
    for (int c = 0; c < CHANNELS; c++) {
      pixel[c] = static_cast<float>(255 * pow(fmax(static_cast<double>(pixel[c]), 0.0) / 255, exponent));
    }
    return pixel;
  }
};

// Zeros in a square around a pixel.
template <class IMAGE>
struct Cut : Made<IMAGE> {
  using Made<IMAGE>::image;
  static constexpr int CHANNELS = IMAGE::CHANNELS;
  int top;
  int left;
  int pixels;

  __device__ Cut(const IMAGE& image, int y, int x, int pixels)
      : Made<IMAGE>(image), top(y - pixels / 2), left(x - pixels / 2), pixels(pixels) {}

  __device__ Pixel<float, CHANNELS> operator()(int y, int x) const {
    if (y >= top && y < top + pixels && x >= left && x < left + pixels) {
      return {};
    }
    return image(y, x);
  }
};

// Writes an image with PADDED channels a pixel.
template <int PADDED, class IMAGE>
__device__ void write_image(const IMAGE& image, float* to) {
  for (int p = threadIdx.x; p < image.height() * image.width(); p += THREADS) {
    const Pixel<float, IMAGE::CHANNELS> pixel = image(p / image.width(), p % image.width());
#pragma unroll
    for (int c = 0; c < PADDED; c++) {
      to[p * PADDED + c] = c < IMAGE::CHANNELS ? pixel[c < IMAGE::CHANNELS ? c : 0] : 0;
    }
  }
}

// Mixes each image of a batch with the one before it, the first with the last. Of each image there are six
// numbers: the share of its own label; the share of its own values in a box; the box's top, left, bottom
// and right.
template <int IMAGES, int HEIGHT, int WIDTH, int CHANNELS>
__device__ inline void mix_images(
    const float* mixtures, const Progress* progress, const float* gathered, float* input,
    float* shares) {
  constexpr int NUMBERS = 6;
  constexpr int SIZE = HEIGHT * WIDTH * CHANNELS;
  const long long i = static_cast<long long>(blockIdx.x) * THREADS + threadIdx.x;
  if (i >= static_cast<long long>(IMAGES) * SIZE) {
    return;
  }
  const int n = i / SIZE;
  const int value = i % SIZE;
  const int y = value / CHANNELS / WIDTH;
  const int x = value / CHANNELS % WIDTH;
  const float* m = mixtures + (static_cast<long long>(progress->step) * IMAGES + n) * NUMBERS;
  if (value == 0) {
    shares[n] = m[0];
  }
  const float own = gathered[i];
  const bool mixed = y >= m[2] && x >= m[3] && y < m[4] && x < m[5];
  input[i] =
      mixed ? m[1] * own + (1 - m[1]) * gathered[n > 0 ? i - SIZE : i + (IMAGES - 1ll) * SIZE] : own;
}
