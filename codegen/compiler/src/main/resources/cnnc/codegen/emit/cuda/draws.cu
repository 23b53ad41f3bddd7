// ---- random numbers ----------------------------------------------------------------------------

// Philox4x32-10 (Salmon et al., SC 2011): the first word for counter (index, epoch, stream, 0).
struct Draws {
  unsigned index;
  unsigned epoch;
  unsigned seedLow;
  unsigned seedHigh;

  // Those of the first epoch.
  __device__ Draws first() const { return {index, 0, seedLow, seedHigh}; }

  __device__ unsigned word(unsigned stream) const {
    unsigned second;
    return words(stream, &second);
  }

  // The first word and the second.
  __device__ unsigned words(unsigned stream, unsigned* second) const {
    unsigned c0 = index, c1 = epoch, c2 = stream, c3 = 0, k0 = seedLow, k1 = seedHigh;
    for (int round = 0; round < 10; round++) {
      const unsigned high0 = __umulhi(0xD2511F53u, c0), low0 = 0xD2511F53u * c0;
      const unsigned high1 = __umulhi(0xCD9E8D57u, c2), low1 = 0xCD9E8D57u * c2;
      c0 = high1 ^ c1 ^ k0;
      c1 = low1;
      c2 = high0 ^ c3 ^ k1;
      c3 = low0;
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
    *second = c1;
    return c0;
  }

  // An even draw from [0, 1).
  __device__ float uniform(unsigned stream) const { return (word(stream) >> 8) * (1.0f / 16777216); }

  // An even draw from 0 to bound - 1.
  __device__ int below(int bound, unsigned stream) const {
    return static_cast<int>(__umulhi(word(stream), static_cast<unsigned>(bound)));
  }
};

// What the elements of an image draw by in a step.
struct Keys {
  unsigned a, b;

  static __device__ Keys of(const Progress* progress, unsigned stream, int image) {
    const Draws draws = {
        static_cast<unsigned>(image), static_cast<unsigned>(progress->first + progress->step),
        progress->seedLow, progress->seedHigh};
    Keys keys;
    keys.a = draws.words(stream, &keys.b);
    return keys;
  }
  // An even draw from [0, 1) for an element.
  __device__ float draw(unsigned place) const {
    unsigned h = (place ^ a) * 0x9e3779b9u + b;
    h = (h ^ h >> 15) * 0x7feb352du + a;
    h = (h ^ h >> 14) * 0x846ca68bu;
    return __uint_as_float(h >> 9 | 0x3f800000u) - 1.0f;
  }
};

