// Stands behind the CUDA text: what a launch must know of its kernels.
template <class... Arguments>
constexpr int arguments_of(void (*)(Arguments...)) {
  return sizeof...(Arguments);
}

#define KERNEL(name) \
  extern "C" __attribute__((visibility("default"))) int arguments_of_##name = arguments_of(name);

/** The stacks of the fibers go with the library. */
static struct Stacks {
  ~Stacks() { free(host::stacks); }
} ownStacks;
