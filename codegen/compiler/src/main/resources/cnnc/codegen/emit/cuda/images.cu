// ---- images ------------------------------------------------------------------------------------

// An image is what gives a value for a row, a column and a channel, and says what has become of black.
// Ops that need the values around a pixel, or the other channels of it, are images made of others, and
// nothing is written before the last.

// Bytes of the data set. Their sums are whole numbers.
template <int CHANNELS, int HEIGHT, int WIDTH>
struct RawImage {
  using Value = int;
  using Sum = unsigned long long;
  const unsigned char* bytes;

  __device__ explicit RawImage(const unsigned char* bytes) : bytes(bytes) {}

  __device__ int height() const { return HEIGHT; }
  __device__ int width() const { return WIDTH; }
  __device__ int operator()(int y, int x, int c) const { return bytes[(y * WIDTH + x) * CHANNELS + c]; }
  __device__ double black(int) const { return 0; }
};

// What comes in from outside of an image that is moved: nothing, since none is; what lies as far
// inside; black.
enum class Edge { NONE, REFLECT, ZERO };

// A window of an image, seen through mirrors or not, and what has been done to its values: a line for
// each channel. Means and variances follow from the sums over the window of values and of their squares.
template <int CHANNELS, class IMAGE, Edge EDGE = Edge::NONE>
struct View {
  static constexpr int DEPTH = CHANNELS;
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

  __device__ Value raw(int y, int x, int c) const {
    int row = top + (flipped ? height - 1 - y : y);
    int column = left + (mirrored ? width - 1 - x : x);
    if (EDGE == Edge::ZERO && (row < first_row || row > last_row || column < first_column || column > last_column)) {
      return static_cast<Value>(image.black(c));
    }
    if (EDGE == Edge::REFLECT) {
      row = inside(row, first_row, last_row);
      column = inside(column, first_column, last_column);
    }
    return image(row, column, c);
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

  // The sums of a warp are added in the order of the warps, so that floats give the same every time.
  __device__ void measure() {
    constexpr int WARPS = THREADS / WARP;
    __shared__ Sum parts[WARPS][2 * CHANNELS];
    Sum some[2 * CHANNELS] = {};
#pragma unroll 4
    for (int p = threadIdx.x; p < height * width; p += THREADS) {
#pragma unroll
      for (int c = 0; c < CHANNELS; c++) {
        const Sum v = raw(p / width, p % width, c);
        some[c] += v;
        some[CHANNELS + c] += v * v;
      }
    }
    __syncthreads();
#pragma unroll
    for (int c = 0; c < 2 * CHANNELS; c++) {
      const Sum sum = warp_sum(some[c]);
      if (threadIdx.x % WARP == 0) {
        parts[threadIdx.x / WARP][c] = sum;
      }
    }
    __syncthreads();
    for (int c = 0; c < CHANNELS; c++) {
      sums[c] = 0;
      squares[c] = 0;
      for (int w = 0; w < WARPS; w++) {
        sums[c] += parts[w][c];
        squares[c] += parts[w][CHANNELS + c];
      }
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
  using Value = float;
  using Sum = double;
  const VIEW& view;
  float gain[VIEW::DEPTH];
  float level[VIEW::DEPTH];
  int pivot[VIEW::DEPTH];

  __device__ Seen(const VIEW& view, bool measured) : view(view) {
    for (int c = 0; c < VIEW::DEPTH; c++) {
      pivot[c] =
          measured ? static_cast<int>(static_cast<double>(view.sums[c]) / (height() * width()) + 0.5) : 0;
      gain[c] = static_cast<float>(view.factors[c]);
      level[c] = static_cast<float>(view.factors[c] * pivot[c] + view.terms[c]);
    }
  }

  __device__ int height() const { return view.height; }
  __device__ int width() const { return view.width; }
  __device__ float operator()(int y, int x, int c) const {
    return gain[c] * (view.raw(y, x, c) - pivot[c]) + level[c];
  }
  __device__ double black(int c) const { return view.factors[c] * view.image.black(c) + view.terms[c]; }
};

// A part of an image in another size: each pixel is the mean of those around its place, weighted by a
// triangle that reaches as far as it is wide, at least one old pixel.
template <class IMAGE>
struct Resized {
  using Value = float;
  using Sum = double;
  const IMAGE& image;
  double top;
  double left;
  double down;
  double right;
  int rows;
  int columns;

  __device__ Resized(
      const IMAGE& image, double top, double left, double height, double width, int rows, int columns)
      : image(image), top(top), left(left), down(height / rows), right(width / columns), rows(rows),
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
  __device__ float operator()(int y, int x, int c) const {
    const Side ys(top, down, y, image.height());
    const Side xs(left, right, x, image.width());
    double sum = 0, all = 0;
    for (int row = ys.begin; row < ys.end; row++) {
      for (int column = xs.begin; column < xs.end; column++) {
        const double share = ys.share(row) * xs.share(column);
        sum += share * image(row, column, c);
        all += share;
      }
    }
    return static_cast<float>(sum / all);
  }
  __device__ double black(int c) const { return image.black(c); }
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
struct Rotated {
  using Value = float;
  using Sum = double;
  const IMAGE& image;
  double cosine;
  double sine;

  __device__ Rotated(const IMAGE& image, double degrees) : image(image) {
    const double angle = degrees / 180 * 3.14159265358979323846;
    cosine = cos(angle);
    sine = sin(angle);
  }

  __device__ int height() const { return image.height(); }
  __device__ int width() const { return image.width(); }
  __device__ float operator()(int y, int x, int c) const {
    const double middle_y = (height() - 1) / 2.0, middle_x = (width() - 1) / 2.0;
    const double from_y = middle_y + cosine * (y - middle_y) - sine * (x - middle_x);
    const double from_x = middle_x + sine * (y - middle_y) + cosine * (x - middle_x);
    const int top = static_cast<int>(floor(from_y)), left = static_cast<int>(floor(from_x));
    const double down = from_y - top, right = from_x - left;
    const double upper = (1 - right) * at(top, left, c) + right * at(top, left + 1, c);
    const double lower = (1 - right) * at(top + 1, left, c) + right * at(top + 1, left + 1, c);
    return static_cast<float>((1 - down) * upper + down * lower);
  }
  __device__ double black(int c) const { return image.black(c); }

 private:
  __device__ double at(int y, int x, int c) const {
    const bool inside = y >= 0 && y < height() && x >= 0 && x < width();
    if (EDGE == Edge::ZERO && !inside) {
      return image.black(c);
    }
    return image(reflected(y, height()), reflected(x, width()), c);
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
struct Coloured {
  using Value = float;
  using Sum = double;
  const IMAGE& image;
  double red_red;
  double red_blue;
  double blue_red;
  double blue_blue;

  __device__ Coloured(const IMAGE& image, double red_red, double red_blue, double blue_red, double blue_blue)
      : image(image), red_red(red_red), red_blue(red_blue), blue_red(blue_red), blue_blue(blue_blue) {}

  // As far from the luma as before, times a factor.
  __device__ Coloured(const IMAGE& image, double factor) : Coloured(image, factor, 0, 0, factor) {}

  __device__ int height() const { return image.height(); }
  __device__ int width() const { return image.width(); }
  __device__ float operator()(int y, int x, int c) const {
    return static_cast<float>(other(image(y, x, 0), image(y, x, 1), image(y, x, 2), c));
  }
  __device__ double black(int c) const { return other(image.black(0), image.black(1), image.black(2), c); }

 private:
  __device__ double other(double r, double g, double b, int c) const {
    const double luma = 0.299 * r + 0.587 * g + 0.114 * b;
    const double red = luma + red_red * (r - luma) + red_blue * (b - luma);
    const double blue = luma + blue_red * (r - luma) + blue_blue * (b - luma);
    return c == 0 ? red : c == 2 ? blue : (luma - 0.299 * red - 0.114 * blue) / 0.587;
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
struct Curved {
  using Value = float;
  using Sum = double;
  const IMAGE& image;
  double exponent;

  __device__ Curved(const IMAGE& image, double exponent) : image(image), exponent(exponent) {}

  __device__ int height() const { return image.height(); }
  __device__ int width() const { return image.width(); }
  __device__ float operator()(int y, int x, int c) const { return static_cast<float>(of(image(y, x, c))); }
  __device__ double black(int c) const { return of(image.black(c)); }

 private:
  __device__ double of(double value) const { return 255 * pow(fmax(value, 0.0) / 255, exponent); }
};

// Zeros in a square around a pixel.
template <class IMAGE>
struct Cut {
  using Value = float;
  using Sum = double;
  const IMAGE& image;
  int top;
  int left;
  int pixels;

  __device__ Cut(const IMAGE& image, int y, int x, int pixels)
      : image(image), top(y - pixels / 2), left(x - pixels / 2), pixels(pixels) {}

  __device__ int height() const { return image.height(); }
  __device__ int width() const { return image.width(); }
  __device__ float operator()(int y, int x, int c) const {
    const bool zero = y >= top && y < top + pixels && x >= left && x < left + pixels;
    return zero ? 0 : image(y, x, c);
  }
  __device__ double black(int c) const { return image.black(c); }
};

// Writes an image with PADDED channels a pixel.
template <int CHANNELS, int PADDED, class IMAGE>
__device__ void write_image(const IMAGE& image, float* to) {
  for (int p = threadIdx.x; p < image.height() * image.width(); p += THREADS) {
#pragma unroll
    for (int c = 0; c < PADDED; c++) {
      to[p * PADDED + c] = c < CHANNELS ? image(p / image.width(), p % image.width(), c) : 0;
    }
  }
}
