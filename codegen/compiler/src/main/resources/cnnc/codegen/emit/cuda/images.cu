// ---- images ------------------------------------------------------------------------------------

// A window of a raw image, seen through a mirror or not, and what has been done to its values: a
// line for each channel. Means and variances follow from the sums over the window of the bytes and of
// their squares, which are whole numbers, so their order is open.
// What comes in from outside of an image that is moved: nothing, since none is; what lies as far
// inside; black.
enum class Edge { NONE, REFLECT, ZERO };

template <int CHANNELS, int ROW, Edge EDGE = Edge::NONE>
struct View {
  const unsigned char* image;
  int top = 0;
  int left = 0;
  bool mirrored = false;
  // The window that was moved; before that everything is inside.
  int first_row = 0;
  int last_row = 1 << 28;
  int first_column = 0;
  int last_column = 1 << 28;
  double factors[CHANNELS];
  double terms[CHANNELS];
  unsigned long long sums[CHANNELS];
  unsigned long long squares[CHANNELS];

  __device__ explicit View(const unsigned char* image) : image(image) {
    for (int c = 0; c < CHANNELS; c++) {
      factors[c] = 1;
      terms[c] = 0;
    }
  }

  __device__ int raw(int width, int y, int x, int c) const {
    int row = top + y;
    int column = left + (mirrored ? width - 1 - x : x);
    if (EDGE == Edge::ZERO && (row < first_row || row > last_row || column < first_column || column > last_column)) {
      return 0;
    }
    if (EDGE == Edge::REFLECT) {
      row = inside(row, first_row, last_row);
      column = inside(column, first_column, last_column);
    }
    return image[row * ROW + column * CHANNELS + c];
  }

  static __device__ int inside(int place, int first, int last) {
    return place < first ? 2 * first - place : place > last ? 2 * last - place : place;
  }

  // Down and right by so much.
  __device__ void shift(int height, int width, int down, int right) {
    first_row = top;
    last_row = top + height - 1;
    first_column = left;
    last_column = left + width - 1;
    top -= down;
    left += mirrored ? right : -right;
  }

  __device__ void crop(int width, int newWidth, int y, int x) {
    top += y;
    left += mirrored ? width - newWidth - x : x;
  }

  __device__ void measure(int height, int width) {
    __shared__ unsigned long long all[2 * CHANNELS];
    __syncthreads();
    for (int c = threadIdx.x; c < 2 * CHANNELS; c += THREADS) {
      all[c] = 0;
    }
    __syncthreads();
    unsigned long long some[2 * CHANNELS] = {};
#pragma unroll 4
    for (int p = threadIdx.x; p < height * width; p += THREADS) {
#pragma unroll
      for (int c = 0; c < CHANNELS; c++) {
        const unsigned v = raw(width, p / width, p % width, c);
        some[c] += v;
        some[CHANNELS + c] += v * v;
      }
    }
#pragma unroll
    for (int c = 0; c < 2 * CHANNELS; c++) {
      const unsigned long long sum = warp_sum(some[c]);
      if (threadIdx.x % WARP == 0) {
        atomicAdd(&all[c], sum);
      }
    }
    __syncthreads();
    for (int c = 0; c < CHANNELS; c++) {
      sums[c] = all[c];
      squares[c] = all[CHANNELS + c];
    }
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

  __device__ void contrast(int pixels, double factor) {
    for (int c = 0; c < CHANNELS; c++) {
      const double mean = factors[c] * sums[c] / pixels + terms[c];
      factors[c] *= factor;
      terms[c] = (terms[c] - mean) * factor + mean;
    }
  }

  // (x - mean) / max(standard deviation, 1 / sqrt(n)).
  __device__ void standardize(int pixels) {
    const double n = static_cast<double>(pixels) * CHANNELS;
    double sum = 0;
    for (int c = 0; c < CHANNELS; c++) {
      sum += factors[c] * sums[c] + terms[c] * pixels;
    }
    const double mean = sum / n;
    double deviations = 0;
    for (int c = 0; c < CHANNELS; c++) {
      // Around the channel's own mean first: no large numbers cancel.
      const double byte = static_cast<double>(sums[c]) / pixels;
      const double away = factors[c] * byte + terms[c] - mean;
      deviations += factors[c] * factors[c] * (squares[c] - byte * sums[c]) + away * away * pixels;
    }
    const double deviation = fmax(sqrt(fmax(deviations, 0.0) / n), 1 / sqrt(n));
    for (int c = 0; c < CHANNELS; c++) {
      factors[c] /= deviation;
      terms[c] = (terms[c] - mean) / deviation;
    }
  }

  // Writes the window with PADDED channels a pixel. The line of each channel goes through a byte near
  // its mean, so that little rounding remains.
  template <int PADDED>
  __device__ void write(float* to, int height, int width, bool measured) const {
    float gain[CHANNELS], level[CHANNELS];
    int pivot[CHANNELS];
    for (int c = 0; c < CHANNELS; c++) {
      pivot[c] = measured ? static_cast<int>(static_cast<double>(sums[c]) / (height * width) + 0.5) : 0;
      gain[c] = static_cast<float>(factors[c]);
      level[c] = static_cast<float>(factors[c] * pivot[c] + terms[c]);
    }
    for (int p = threadIdx.x; p < height * width; p += THREADS) {
#pragma unroll
      for (int c = 0; c < PADDED; c++) {
        to[p * PADDED + c] =
            c < CHANNELS ? gain[c] * (raw(width, p / width, p % width, c) - pivot[c]) + level[c] : 0;
      }
    }
  }
};
