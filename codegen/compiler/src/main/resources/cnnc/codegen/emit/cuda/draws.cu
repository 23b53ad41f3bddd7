// ---- random numbers ----------------------------------------------------------------------------

// Philox4x32-10 (Salmon et al., SC 2011): the first word for counter (index, epoch, stream, 0).
struct Draws {
  unsigned index;
  unsigned epoch;
  unsigned seedLow;
  unsigned seedHigh;

  __device__ unsigned word(unsigned stream) const {
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
    return c0;
  }

  // An even draw from [0, 1).
  __device__ float uniform(unsigned stream) const { return (word(stream) >> 8) * (1.0f / 16777216); }

  // An even draw from 0 to bound - 1.
  __device__ int below(int bound, unsigned stream) const {
    return static_cast<int>(__umulhi(word(stream), static_cast<unsigned>(bound)));
  }
};

