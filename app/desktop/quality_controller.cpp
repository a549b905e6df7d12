#include "desktop/quality_controller.hpp"

#include "desktop/paths.hpp"
#include "desktop/quality_words.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace app {

using quince::Candidate;
using quince::ConversionPlan;

namespace {

constexpr int delayMilliseconds = 300;

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

quince::QualityQuestion questionFor(
    const std::vector<ConversionPlan>& plans,
    const std::shared_ptr<const quince::PlanImportance>& importance) {
    quince::QualityQuestion question;
    question.inspection = plans.front().inspection;
    question.vision = plans.front().vision;
    question.dtype = plans.front().recipe.dtype;
    question.importance = importance;
    for (const ConversionPlan& plan : plans) {
        for (const Candidate& candidate : quince::candidatesOf(plan)) {
            const auto& known = question.candidates;
            if (std::find(known.begin(), known.end(), candidate) == known.end()) {
                question.candidates.push_back(candidate);
            }
        }
    }
    return question;
}

}  // namespace

QualityController::QualityController(std::shared_ptr<SampleStore> samples, QObject* parent)
    : QObject(parent), m_samples(std::move(samples)), m_background(QStringLiteral("quality")) {
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
    interrupt();
    m_inspection.reset();
    setView({});
}

void QualityController::interrupt() {
    ++m_request;
    m_wait.stop();
    m_stop.requestStop();
    m_stop = {};
}

void QualityController::begin() {
    const quint64 request = ++m_request;
    m_background.post([this, request, inspection = m_inspection, recipe = m_recipe,
                       samples = m_samples, weighed = m_importance, stop = m_stop.token()] {
        if (request != m_request) {
            return;
        }
        const std::vector<ConversionPlan> plans = plansFor(inspection, recipe);
        quince::Progress progress;
        const auto sample = samples->learn(questionFor(plans, weighed), progress, stop);
        // What cannot be measured is not worth a message here: converting will tell.
        const ui::QualityView view = sample ? qualityView(plans, **sample) : ui::QualityView{};
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
