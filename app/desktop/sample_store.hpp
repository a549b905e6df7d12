#pragma once

#include <quince/quality.hpp>

#include <memory>
#include <mutex>

namespace app {

/// What was measured of the weights of the model that is open, so that no candidate is measured
/// twice. Thread-safe; one caller measures at a time, others wait.
class SampleStore {
public:
    /// Measures those candidates of the question that are not known yet, and gives all that is
    /// known of its model under its cast, vision and importance. Other models and casts are
    /// forgotten. The question's sampleBytes is set here. Errors: as measureQuality.
    [[nodiscard]] quince::Result<std::shared_ptr<const quince::QualitySample>> learn(
        quince::QualityQuestion question, quince::Progress& progress,
        const quince::StopToken& stop);

private:
    std::mutex m_mutex;
    quince::QualityQuestion m_about;  ///< without candidates
    std::shared_ptr<const quince::QualitySample> m_sample;
};

}  // namespace app
