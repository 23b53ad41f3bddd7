// What the kernels below are made of; the same in every file. Images lie as height x width x
// channels, weights of convolutions as output x tap x input, those of dense layers as input x output.
// A kernel that needs it keeps its place in `counters`, which are 0 between launches.

constexpr int THREADS = 256;
constexpr int WARP = 32;

// The step at work, and the seed of its draws.
struct Progress {
  int step;
  unsigned seedLow;
  unsigned seedHigh;
  // Number of the step that is step 0 here.
  int first;
};


template <bool, class T, class>
struct Choice {
  using Type = T;
};
template <class T, class F>
struct Choice<false, T, F> {
  using Type = F;
};
