#include "desktop/quality_controller.hpp"

#include "desktop/paths.hpp"
#include "desktop/quality_words.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace app {

using quince::Candidate;
using quince::ConversionPlan;

namespace {

constexpr int delayMilliseconds = 300;
/// Half of what the command line takes: it is read each time a model is opened.
constexpr std::uint64_t sampleBytes = std::uint64_t{64} << 20;

/// The recipe's plan and those it is compared with, each once.
std::vector<ConversionPlan> plansFor(const std::shared_ptr<const quince::Inspection>& inspection,
                                     const quince::Recipe& recipe) {
    std::vector<ConversionPlan> plans{quince::makePlan(inspection, recipe)};
    for (const quince::Recipe& other : quince::recipesToCompare(recipe)) {
        ConversionPlan plan = quince::makePlan(inspection, other);
        const bool known = plan.configJson == plans.front().configJson &&
                           plan.recipe.method == plans.front().recipe.method;
        if (plan.ok() && !known) {
            plans.push_back(std::move(plan));
        }
    }
    return plans;
}

std::array<std::uint64_t, 2> hashOf(
    const std::shared_ptr<const quince::PlanImportance>& importance) {
    return importance ? importance->hash : std::array<std::uint64_t, 2>{};
}

}  // namespace

/// What is known of the weights of one model under one cast.
struct QualityController::Measured {
    quince::QualitySample sample;
    quince::VisionChoice vision = quince::VisionChoice::drop;
    std::optional<quince::DType> dtype;
    std::shared_ptr<const quince::PlanImportance> importance;

    /// Measures what the plans need and was not measured yet.
    quince::Status learn(const std::vector<ConversionPlan>& plans,
                         const std::shared_ptr<const quince::PlanImportance>& weighed,
                         const quince::StopToken& stop) {
        const ConversionPlan& first = plans.front();
        if (first.vision != vision || first.recipe.dtype != dtype ||
            hashOf(weighed) != hashOf(importance)) {
            *this = {{}, first.vision, first.recipe.dtype, weighed};
        }
        quince::QualityQuestion question;
        question.inspection = first.inspection;
        question.vision = vision;
        question.dtype = dtype;
        question.importance = importance;
        question.sampleBytes = sampleBytes;
        for (const ConversionPlan& plan : plans) {
            for (const Candidate& candidate : quince::candidatesOf(plan)) {
                const auto& known = question.candidates;
                if (!sample.knows(candidate) &&
                    std::find(known.begin(), known.end(), candidate) == known.end()) {
                    question.candidates.push_back(candidate);
                }
            }
        }
        if (question.candidates.empty()) {
            return {};
        }
        quince::Progress progress;
        quince::Result<quince::QualitySample> more =
            quince::measureQuality(question, progress, stop);
        if (!more) {
            return std::move(more).error();
        }
        sample.add(*std::move(more));
        return {};
    }
};

QualityController::QualityController(QObject* parent)
    : QObject(parent), m_background(QStringLiteral("quality")) {
    m_wait.setSingleShot(true);
    m_wait.setInterval(delayMilliseconds);
    connect(&m_wait, &QTimer::timeout, this, &QualityController::begin);
}

QualityController::~QualityController() {
    ++m_request;
    m_stop.requestStop();
}

void QualityController::show(const ConversionPlan& plan) {
    if (!plan.ok()) {
        close();
        return;
    }
    if (plan.inspection != m_inspection) {
        close();
        m_inspection = plan.inspection;
        m_measured = std::make_shared<Measured>();
    }
    ++m_request;
    m_recipe = plan.recipe;
    m_recipe.vision = plan.vision;
    m_importance = plan.importance;
    if (m_view.picture == ui::QualityPicture::none) {
        setView({ui::QualityPicture::measuring, {}});
    }
    m_wait.start();
}

void QualityController::close() {
    ++m_request;
    m_wait.stop();
    m_stop.requestStop();
    m_stop = {};
    m_inspection.reset();
    m_measured.reset();
    setView({});
}

void QualityController::begin() {
    const quint64 request = ++m_request;
    m_background.post([this, request, inspection = m_inspection, recipe = m_recipe,
                       measured = m_measured, weighed = m_importance, stop = m_stop.token()] {
        if (request != m_request) {
            return;
        }
        const std::vector<ConversionPlan> plans = plansFor(inspection, recipe);
        const quince::Status learned = measured->learn(plans, weighed, stop);
        // What cannot be measured is not worth a message here: converting will tell.
        const ui::QualityView view =
            learned ? qualityView(plans, measured->sample) : ui::QualityView{};
        QMetaObject::invokeMethod(
            this, [this, request, view] { take(request, view); }, Qt::QueuedConnection);
    });
}

void QualityController::take(quint64 request, const ui::QualityView& view) {
    if (request == m_request) {
        setView(view);
    }
}

void QualityController::setView(const ui::QualityView& view) {
    if (view != m_view) {
        m_view = view;
        Q_EMIT changed();
    }
}

}  // namespace app
