// ---- directions made orthogonal -----------------------------------------------------------------

// Five steps of X becomes a X + (b A + c A A) X with A = X X', by the coefficients of Jordan et al. 2024
// (Muon), where X is taken with its shorter side as rows. All matrices go at once: a block has a tile of
// one of them.
constexpr int SIDE = 16;

// Floats of an array as a matrix; zeros around it.
struct MatrixView {
  const float* x;
  int rows, columns, row, column;

  __device__ float operator()(int i, int k) const {
    return i < rows && k < columns ? x[static_cast<long long>(i) * row + static_cast<long long>(k) * column] : 0;
  }
  __device__ MatrixView transposed() const { return {x, columns, rows, column, row}; }
};

// A block's tile: its matrix among the flat parameters, the square one that goes with it, and its place.
struct OrthogonalTile {
  int offset, n, m, row, column, square, i, k;

  __device__ OrthogonalTile(const int* matrices, const int* tiles) {
    const int* tile = tiles + 3 * blockIdx.x;
    const int* matrix = matrices + 6 * tile[0];
    offset = matrix[0];
    n = matrix[1];
    m = matrix[2];
    row = matrix[3];
    column = matrix[4];
    square = matrix[5];
    i = tile[1] * SIDE;
    k = tile[2] * SIDE;
  }
  __device__ MatrixView view(const float* x) const { return {x + offset, n, m, row, column}; }
  __device__ MatrixView squares(const float* x) const { return {x + square, n, n, n, 1}; }
};

// Of each thread the sum over a row of a times a row of b.
__device__ inline float tile_product(MatrixView a, MatrixView b, int i, int k) {
  __shared__ float as[SIDE][SIDE + 1], bs[SIDE][SIDE + 1];
  const int y = threadIdx.x / SIDE, x = threadIdx.x % SIDE;
  float sum = 0;
  for (int d = 0; d < a.columns; d += SIDE) {
    as[y][x] = a(i + y, d + x);
    bs[y][x] = b(k + y, d + x);
    __syncthreads();
#pragma unroll
    for (int n = 0; n < SIDE; n++) {
      sum = fmaf(as[y][n], bs[x][n], sum);
    }
    __syncthreads();
  }
  return sum;
}

// A = X X'.
extern "C" __global__ void __launch_bounds__(THREADS, 2) orthogonal_gram(
    const float* x, float* gram, const int* matrices, const int* tiles) {
  const OrthogonalTile t(matrices, tiles);
  const float sum = tile_product(t.view(x), t.view(x), t.i, t.k);
  const int i = t.i + threadIdx.x / SIDE, k = t.k + threadIdx.x % SIDE;
  if (i < t.n && k < t.n) {
    gram[t.square + i * t.n + k] = sum;
  }
}

// b A + c A A.
extern "C" __global__ void __launch_bounds__(THREADS, 2) orthogonal_mix(
    const float* gram, float* mix, const int* matrices, const int* tiles) {
  const OrthogonalTile t(matrices, tiles);
  const MatrixView a = t.squares(gram);
  const float sum = tile_product(a, a, t.i, t.k);
  const int i = t.i + threadIdx.x / SIDE, k = t.k + threadIdx.x % SIDE;
  if (i < t.n && k < t.n) {
    mix[t.square + i * t.n + k] = -4.7750f * a(i, k) + 2.0315f * sum;
  }
}

// The next X.
extern "C" __global__ void __launch_bounds__(THREADS, 2) orthogonal_next(
    const float* x, const float* mix, float* next, const int* matrices, const int* tiles) {
  const OrthogonalTile t(matrices, tiles);
  const MatrixView old = t.view(x);
  const float sum = tile_product(t.squares(mix), old.transposed(), t.i, t.k);
  const int i = t.i + threadIdx.x / SIDE, k = t.k + threadIdx.x % SIDE;
  if (i < t.n && k < t.m) {
    next[t.offset + static_cast<long long>(i) * t.row + static_cast<long long>(k) * t.column] =
        3.4445f * old(i, k) + sum;
  }
}

// Each tensor times its factor; those of factor zero are left as they are.
extern "C" __global__ void __launch_bounds__(THREADS, 2) orthogonal_scale(
    const float* x, float* scaled, const int* list, const float* factors) {
  const float factor = factors[Tensors(list, gridDim.x).owners[blockIdx.x]];
  if (factor == 0) {
    return;
  }
  const long long i = (static_cast<long long>(blockIdx.x) * THREADS + threadIdx.x) * 4;
#pragma unroll
  for (int n = 0; n < 4; n++) {
    scaled[i + n] = x[i + n] * factor;
  }
}

