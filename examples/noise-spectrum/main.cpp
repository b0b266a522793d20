// Estimates the noise spectrum on all ranks and checks the answer against the exact one.
//   mpirun ./noise-spectrum [segments, default 192]
#include "spectrum.hpp"

#include <mpi.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <vector>

namespace {

constexpr std::size_t kSamples = 512;
constexpr int kDefaultSegments = 192;
constexpr double kRounding = 1e-12; // relative; sums taken in another order differ by this much at most

using Spectrum = std::vector<double>;

// Sum of the periodograms of segments first, first + stride, …
Spectrum sumSegments(const noise::Model& model, int first, int stride, int segments) {
  Spectrum sum(kSamples / 2 - 1, 0.0);
  for (int segment = first; segment < segments; segment += stride) {
    const Spectrum one = spectrum::periodogram(noise::simulate(model, static_cast<std::uint64_t>(segment), kSamples));
    std::transform(sum.begin(), sum.end(), one.begin(), sum.begin(), std::plus<>());
  }
  return sum;
}

struct Verdict {
  double meanRatio; // estimate over expectation, mean of all bins
  double worstBin;  // largest distance of one bin from its expectation, in standard deviations
  double rounding;  // largest relative difference from the sum made by one rank alone
  double meanLimit;
};

Verdict judge(const Spectrum& sum, const Spectrum& alone, const Spectrum& exact, int segments) {
  const double binSigma = 1.0 / std::sqrt(segments); // a periodogram's deviation equals its mean
  Verdict verdict{0.0, 0.0, 0.0, 0.0};
  for (std::size_t k = 0; k < sum.size(); ++k) {
    const double ratio = sum[k] / segments / exact[k];
    verdict.meanRatio += ratio / static_cast<double>(sum.size());
    verdict.worstBin = std::max(verdict.worstBin, std::abs(ratio - 1.0) / binSigma);
    verdict.rounding = std::max(verdict.rounding, std::abs(sum[k] / alone[k] - 1.0));
  }
  // Hann makes neighbouring bins dependent: about two bins carry the news of one.
  verdict.meanLimit = 5.0 * binSigma / std::sqrt(static_cast<double>(sum.size()) / 2.0);
  return verdict;
}

void printHosts(int ranks, const std::vector<char>& names) {
  std::printf("ranks %d\n", ranks);
  for (int rank = 0; rank < ranks; ++rank) {
    std::printf("rank %d on %s\n", rank, &names[static_cast<std::size_t>(rank) * MPI_MAX_PROCESSOR_NAME]);
  }
}

bool report(const Verdict& verdict, const Spectrum& sum, int segments) {
  std::printf("segments %d of %zu samples\n", segments, kSamples);
  std::printf("density at bin 1: %.9e, bin 64: %.9e, bin 255: %.9e\n", sum[0] / segments, sum[63] / segments, sum[254] / segments);
  std::printf("mean ratio to the exact spectrum %.5f (limit 1 +- %.5f)\n", verdict.meanRatio, verdict.meanLimit);
  std::printf("worst bin %.2f standard deviations (limit 7)\n", verdict.worstBin);
  std::printf("difference from one rank alone %.1e (limit %.0e)\n", verdict.rounding, kRounding);
  const bool good = std::abs(verdict.meanRatio - 1.0) < verdict.meanLimit && verdict.worstBin < 7.0 && verdict.rounding < kRounding;
  std::printf("%s\n", good ? "PASS" : "FAIL");
  return good;
}

} // namespace

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  int rank = 0;
  int ranks = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  const int segments = argc > 1 ? std::atoi(argv[1]) : kDefaultSegments;
  if (segments < 16) {
    if (rank == 0) std::fprintf(stderr, "noise-spectrum: segments must be 16 or more\n");
    MPI_Finalize();
    return 2;
  }

  const noise::Model model;
  const Spectrum mine = sumSegments(model, rank, ranks, segments);
  Spectrum sum(mine.size());
  MPI_Reduce(mine.data(), sum.data(), static_cast<int>(mine.size()), MPI_DOUBLE, MPI_SUM, 0, MPI_COMM_WORLD);

  char name[MPI_MAX_PROCESSOR_NAME] = {};
  int length = 0;
  MPI_Get_processor_name(name, &length);
  std::vector<char> names(static_cast<std::size_t>(ranks) * MPI_MAX_PROCESSOR_NAME);
  MPI_Gather(name, MPI_MAX_PROCESSOR_NAME, MPI_CHAR, names.data(), MPI_MAX_PROCESSOR_NAME, MPI_CHAR, 0, MPI_COMM_WORLD);

  int good = 1;
  if (rank == 0) {
    printHosts(ranks, names);
    const Spectrum alone = sumSegments(model, 0, 1, segments);
    good = report(judge(sum, alone, spectrum::expected(model, kSamples), segments), sum, segments) ? 1 : 0;
  }
  MPI_Bcast(&good, 1, MPI_INT, 0, MPI_COMM_WORLD);
  MPI_Finalize();
  return good == 1 ? 0 : 1;
}
