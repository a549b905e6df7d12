#include "desktop/target_controller.hpp"

#include "desktop/paths.hpp"
#include "desktop/target_words.hpp"

#include <utility>

namespace app {

using quince::Result;
using ui::TargetPicture;

namespace {

constexpr int delayMilliseconds = 300;
constexpr int pollMilliseconds = 50;

}  // namespace

struct TargetController::Question {
    std::shared_ptr<const quince::Inspection> inspection;
    quince::Recipe recipe;
    quince::Budget budget;
};

/// A recipe, or a view that says why there is none.
struct TargetController::Answer {
    ui::TargetView view;
    std::optional<quince::Recipe> recipe;
};

TargetController::TargetController(std::shared_ptr<SampleStore> samples, QObject* parent)
    : QObject(parent),
      m_samples(std::move(samples)),
      m_importance(std::make_shared<ImportanceReader>()),
      m_background(QStringLiteral("target")) {
    m_wait.setSingleShot(true);
    m_wait.setInterval(delayMilliseconds);
    m_poll.setInterval(pollMilliseconds);
    connect(&m_wait, &QTimer::timeout, this, &TargetController::begin);
    connect(&m_poll, &QTimer::timeout, this, &TargetController::poll);
}

TargetController::~TargetController() {
    interrupt();
}

void TargetController::fit(std::shared_ptr<const quince::Inspection> inspection,
                           const quince::Recipe& recipe, const quince::Budget& budget) {
    m_question = std::make_shared<const Question>(Question{std::move(inspection), recipe, budget});
    ask();
}

void TargetController::start() {
    if (m_question) {
        ask();
    }
}

void TargetController::stop() {
    if (m_view.picture == TargetPicture::looking) {
        interrupt();
        setView({TargetPicture::stopped, 0, 0, {}, {}});
    }
}

void TargetController::close() {
    interrupt();
    m_question.reset();
    setView({});
}

/// Whatever is on its way is not waited for any more.
void TargetController::interrupt() {
    ++m_request;
    m_wait.stop();
    m_poll.stop();
    m_stop.requestStop();
    m_stop = {};
}

void TargetController::ask() {
    interrupt();
    setView({TargetPicture::looking, 0, 0, {}, {}});
    m_wait.start();
}

void TargetController::begin() {
    const quint64 request = ++m_request;
    m_progress = std::make_shared<quince::Progress>();
    m_poll.start();
    m_background.post([this, request, question = m_question, samples = m_samples,
                       importance = m_importance, progress = m_progress, stop = m_stop.token()] {
        if (request != m_request) {
            return;
        }
        const Answer answer = answerTo(*question, *samples, *importance, *progress, stop);
        QMetaObject::invokeMethod(
            this, [this, request, answer] { take(request, answer); }, Qt::QueuedConnection);
    });
}

TargetController::Answer TargetController::answerTo(const Question& question, SampleStore& samples,
                                                    ImportanceReader& importance,
                                                    quince::Progress& progress,
                                                    const quince::StopToken& stop) {
    const auto failure = [](const quince::Error& error) {
        return Answer{{TargetPicture::failed, 0, 0, sentenceOf(error), {}}, std::nullopt};
    };
    const auto data = importance.read(question.recipe);
    if (!data) {
        return failure(data.error());
    }
    const auto asked = quince::budgetQuestion(question.inspection, question.recipe, *data);
    if (!asked) {
        return failure(asked.error());
    }
    const auto sample = samples.learn(*asked, progress, stop);
    if (!sample) {
        return failure(sample.error());
    }
    const Result<quince::Recipe> recipe =
        quince::fitBudget(question.inspection, question.recipe, question.budget, **sample);
    if (!recipe) {
        return failure(recipe.error());
    }
    const quince::ConversionPlan plan = quince::makePlan(question.inspection, *recipe);
    return {{TargetPicture::ready, 0, 0, targetWords(plan, **sample), layerBits(plan)}, *recipe};
}

void TargetController::poll() {
    ui::TargetView view = m_view;
    view.done = m_progress->bytesDone;
    view.total = m_progress->bytesTotal;
    setView(view);
}

void TargetController::take(quint64 request, const Answer& answer) {
    if (request != m_request) {
        return;
    }
    m_poll.stop();
    setView(answer.view);
    if (answer.recipe) {
        Q_EMIT fitted(*answer.recipe);
    }
}

void TargetController::setView(const ui::TargetView& view) {
    if (view != m_view) {
        m_view = view;
        Q_EMIT changed();
    }
}

}  // namespace app
