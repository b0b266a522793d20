#include "noise.hpp"

#include <cmath>
#include <random>

namespace noise {
namespace {

// Standard normal numbers by Box and Muller: std::normal_distribution differs between C++ libraries.
class Gauss {
public:
  explicit Gauss(std::uint64_t seed) : bits_(seed) {}

  double operator()() {
    if (haveSpare_) {
      haveSpare_ = false;
      return spare_;
    }
    const double radius = std::sqrt(-2.0 * std::log(uniform()));
    const double angle = 2.0 * std::acos(-1.0) * uniform();
    spare_ = radius * std::sin(angle);
    haveSpare_ = true;
    return radius * std::cos(angle);
  }

private:
  double uniform() { return (static_cast<double>(bits_() >> 11U) + 0.5) / 9007199254740992.0; } // 2^53: never 0 or 1

  std::mt19937_64 bits_;
  double spare_ = 0.0;
  bool haveSpare_ = false;
};

double stationaryVariance(const Model& model) {
  return model.redSigma * model.redSigma / (1.0 - model.memory * model.memory);
}

} // namespace

std::vector<double> simulate(const Model& model, std::uint64_t segment, std::size_t samples) {
  Gauss gauss(20131206U + segment);
  std::vector<double> series(samples);
  double red = std::sqrt(stationaryVariance(model)) * gauss();
  for (double& sample : series) {
    sample = red + model.whiteSigma * gauss();
    red = model.memory * red + model.redSigma * gauss();
  }
  return series;
}

double autocovariance(const Model& model, std::size_t lag) {
  const double red = stationaryVariance(model) * std::pow(model.memory, static_cast<double>(lag));
  return lag == 0 ? red + model.whiteSigma * model.whiteSigma : red;
}

} // namespace noise
