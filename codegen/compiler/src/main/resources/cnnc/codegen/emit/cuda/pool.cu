// ---- max-pooling -------------------------------------------------------------------------------

template <bool SMALL>
struct Position {
  using Type = unsigned char;
};
template <>
struct Position<false> {
  using Type = int;
};

// The first of the largest values under a window, then bias and ReLU.
template <class G>
struct MaxPool : G {
  using Argmax = typename Position<(G::TAPS < 256)>::Type;
  const float* x;
  const float* bias;
  float* y;
  Argmax* argmax;

  __device__ MaxPool(const float* x, const float* bias, float* y, Argmax* argmax)
      : x(x), bias(bias), y(y), argmax(argmax) {}
  __device__ float operator()(int i) const {
    const int c = i % G::CHANNELS, position = i / G::CHANNELS;
    float most = 0;
    int at = -1;
#pragma unroll
    for (int tap = 0; tap < G::TAPS; tap++) {
      const float* p = patch<G>(x, position, tap * G::CHANNELS + c);
      if (p != nullptr && (at < 0 || *p > most)) {
        most = *p;
        at = tap;
      }
    }
    if (G::ARGMAX) {
      argmax[i] = static_cast<Argmax>(at);
    }
    most += G::BIAS ? bias[c] : 0;
    most = G::RELU && !(most > 0) ? 0 : most;
    if (G::KEEP) {
      y[i] = most;
    }
    return most;
  }
};

// The sum of the gradients of all windows that took their maximum here.
template <class G>
struct MaxPoolGradient : G {
  using Argmax = typename Position<(G::TAPS < 256)>::Type;
  const float* dy;
  const Argmax* argmax;

  __device__ MaxPoolGradient(const float* dy, const Argmax* argmax) : dy(dy), argmax(argmax) {}
  __device__ float operator()(int i) const {
    const int c = i % G::CHANNELS, pixel = i / G::CHANNELS;
    float sum = 0;
#pragma unroll
    for (int tap = 0; tap < G::TAPS; tap++) {
      const float* p = reached<G>(dy, pixel, tap * G::CHANNELS + c);
      if (p != nullptr && argmax[p - dy] == tap) {
        sum += *p;
      }
    }
    return sum;
  }
};

