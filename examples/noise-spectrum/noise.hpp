// Simulated acceleration noise of a test mass: a red part that rises towards low frequencies and a white read-out part.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace noise {

struct Model {
  double memory = 0.8;     // AR(1) coefficient of the red part: 0 is white, near 1 is very red
  double redSigma = 1.0;   // standard deviation of the red part's innovations
  double whiteSigma = 0.5; // standard deviation of the read-out noise
};

// Samples of one segment. Each segment has a seed of its own, so it is the same on whatever rank it is made.
std::vector<double> simulate(const Model& model, std::uint64_t segment, std::size_t samples);

// Autocovariance of the model at a lag of so many samples: the exact answer that the estimate is held against.
double autocovariance(const Model& model, std::size_t lag);

} // namespace noise
