#include "spectrum.hpp"

#include <cmath>
#include <complex>
#include <utility>

namespace spectrum {
namespace {

using Complex = std::complex<double>;

// Radix-2 FFT in place.
void fft(std::vector<Complex>& data) {
  const std::size_t size = data.size();
  for (std::size_t i = 1, j = 0; i < size; ++i) {
    std::size_t bit = size >> 1U;
    for (; (j & bit) != 0; bit >>= 1U) j ^= bit;
    j ^= bit;
    if (i < j) std::swap(data[i], data[j]);
  }
  for (std::size_t span = 2; span <= size; span *= 2) {
    const Complex step = std::polar(1.0, -2.0 * std::acos(-1.0) / static_cast<double>(span));
    for (std::size_t start = 0; start < size; start += span) {
      Complex turn = 1.0;
      for (std::size_t k = 0; k < span / 2; ++k, turn *= step) {
        const Complex even = data[start + k];
        const Complex odd = turn * data[start + k + span / 2];
        data[start + k] = even + odd;
        data[start + k + span / 2] = even - odd;
      }
    }
  }
}

// Hann window scaled to unit power, so that white noise of variance s² has the one-sided density 2 s².
std::vector<double> window(std::size_t samples) {
  std::vector<double> hann(samples);
  for (std::size_t i = 0; i < samples; ++i) {
    const double phase = 2.0 * std::acos(-1.0) * static_cast<double>(i) / static_cast<double>(samples);
    hann[i] = (1.0 - std::cos(phase)) / std::sqrt(1.5 * static_cast<double>(samples));
  }
  return hann;
}

std::vector<Complex> zeros(std::size_t size) { return std::vector<Complex>(size); }

} // namespace

std::vector<double> periodogram(const std::vector<double>& series) {
  const std::vector<double> hann = window(series.size());
  std::vector<Complex> data = zeros(series.size());
  for (std::size_t i = 0; i < series.size(); ++i) data[i] = hann[i] * series[i];
  fft(data);
  std::vector<double> density(series.size() / 2 - 1);
  for (std::size_t k = 0; k < density.size(); ++k) density[k] = 2.0 * std::norm(data[k + 1]);
  return density;
}

std::vector<double> expected(const noise::Model& model, std::size_t samples) {
  const std::vector<double> hann = window(samples);
  std::vector<Complex> folded = zeros(samples);
  for (std::size_t lag = 0; lag < samples; ++lag) {
    double overlap = 0.0;
    for (std::size_t i = 0; i + lag < samples; ++i) overlap += hann[i] * hann[i + lag];
    folded[lag] = (lag == 0 ? 1.0 : 2.0) * overlap * noise::autocovariance(model, lag);
  }
  fft(folded); // its real part is the sum over lags of both signs
  std::vector<double> density(samples / 2 - 1);
  for (std::size_t k = 0; k < density.size(); ++k) density[k] = 2.0 * folded[k + 1].real();
  return density;
}

} // namespace spectrum
