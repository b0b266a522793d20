// Power spectral density after Welch: the mean of windowed periodograms.
#pragma once

#include "noise.hpp"

#include <vector>

namespace spectrum {

// One-sided periodogram of one segment (Hann window), bins 1 to N/2-1, sampling rate 1 Hz. N is a power of two.
std::vector<double> periodogram(const std::vector<double>& series);

// What the mean of many periodograms tends to for this model, window leakage included: exact, no simulation.
std::vector<double> expected(const noise::Model& model, std::size_t samples);

} // namespace spectrum
