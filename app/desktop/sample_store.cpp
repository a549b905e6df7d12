#include "desktop/sample_store.hpp"

#include <array>
#include <utility>
#include <vector>

namespace app {

using quince::QualityQuestion;
using quince::QualitySample;
using quince::Result;

namespace {

/// Half of what the command line takes: it is read each time a model is opened.
constexpr std::uint64_t sampleBytes = std::uint64_t{64} << 20;

std::array<std::uint64_t, 2> hashOf(const QualityQuestion& question) {
    return question.importance ? question.importance->hash : std::array<std::uint64_t, 2>{};
}

/// Whether what was measured for one says something about the other.
bool isAboutTheSame(const QualityQuestion& a, const QualityQuestion& b) {
    return a.inspection == b.inspection && a.vision == b.vision && a.dtype == b.dtype &&
           hashOf(a) == hashOf(b);
}

}  // namespace

Result<std::shared_ptr<const QualitySample>> SampleStore::learn(QualityQuestion question,
                                                                quince::Progress& progress,
                                                                const quince::StopToken& stop) {
    const std::lock_guard lock(m_mutex);
    if (!m_sample || !isAboutTheSame(m_about, question)) {
        m_about = question;
        m_sample = std::make_shared<const QualitySample>();
    }
    std::erase_if(question.candidates,
                  [this](const quince::Candidate& one) { return m_sample->knows(one); });
    if (question.candidates.empty()) {
        return m_sample;
    }
    question.sampleBytes = sampleBytes;
    Result<QualitySample> more = quince::measureQuality(question, progress, stop);
    if (!more) {
        return std::move(more).error();
    }
    auto all = std::make_shared<QualitySample>(*m_sample);
    all->add(*std::move(more));
    m_sample = std::move(all);
    return m_sample;
}

}  // namespace app
