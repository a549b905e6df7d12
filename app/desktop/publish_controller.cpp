#include "desktop/publish_controller.hpp"

#include "desktop/error_words.hpp"
#include "desktop/paths.hpp"

#include <chrono>

namespace app {

using quince::ConversionState;

namespace {

constexpr int lookMilliseconds = 100;

QString wordsOf(hub::UploadStep step) {
    switch (step) {
        case hub::UploadStep::checking:
            return PublishController::tr("Asking Hugging Face");
        case hub::UploadStep::hashing:
            return PublishController::tr("Reading the files");
        case hub::UploadStep::sending:
            return PublishController::tr("Sending");
        case hub::UploadStep::committing:
            return PublishController::tr("Finishing");
    }
    return {};
}

QString successWords(const Published& published) {
    if (published.isUnchanged) {
        return PublishController::tr("Everything was there already; nothing was sent.");
    }
    if (!published.isNewRepo) {
        return published.isPublic
                   ? PublishController::tr("Updated; everybody can see it, as before.")
                   : PublishController::tr(
                         "Updated; only you and the owner's members can see it, as before.");
    }
    return published.isPublic
               ? PublishController::tr("Published, for everybody to see.")
               : PublishController::tr("Published, to be seen by you and the owner's members.");
}

}  // namespace

PublishController::PublishController(PublishFunction publish, QObject* parent)
    : QObject(parent), m_publish(std::move(publish)), m_background(QStringLiteral("publish")) {
    m_timer.setInterval(lookMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &PublishController::look);
}

PublishController::~PublishController() {
    if (m_running) {  // silently: who listens may be half gone
        m_shared->stop.requestStop();
    }
}

void PublishController::start(const PublishOrder& order) {
    m_order = order;
    m_shared = std::make_shared<Shared>();
    m_meter = {};
    m_running = true;
    m_view = {};
    m_view.state = ConversionState::preparing;
    m_timer.start();
    m_background.post([this, order, shared = m_shared] {
        auto result = std::make_shared<const quince::Result<Published>>(
            m_publish(order, shared->progress, shared->stop.token()));
        QMetaObject::invokeMethod(
            this, [this, result] { take(*result); }, Qt::QueuedConnection);
    });
    Q_EMIT changed();
}

void PublishController::stop() {
    if (m_running) {
        m_shared->stop.requestStop();
        look();
    }
}

void PublishController::look() {
    const hub::UploadStep step = m_shared->progress.step;
    const quince::ProgressSnapshot now = quince::snapshotOf(m_shared->progress.counters);
    m_meter.update(now, std::chrono::steady_clock::now());
    m_view.state = m_shared->stop.stopRequested()     ? ConversionState::stopping
                   : step == hub::UploadStep::sending ? ConversionState::publishing
                                                      : ConversionState::preparing;
    m_view.words = wordsOf(step);
    m_view.done = now.bytesDone;
    m_view.total = now.bytesTotal;
    m_view.bytesPerSecond = m_meter.bytesPerSecond().value_or(0);
    m_view.secondsLeft = m_meter.secondsLeft();
    Q_EMIT changed();
}

void PublishController::take(const quince::Result<Published>& result) {
    m_timer.stop();
    m_running = false;
    m_view = {};
    if (result) {
        m_view.state = ConversionState::succeeded;
        m_view.words = successWords(*result);
        m_view.link = toQt(result->url);
        for (const std::string& warning : result->warnings) {
            m_view.warnings.append(toQt(warning));
        }
    } else if (result.error().code == quince::ErrorCode::stopped) {
        m_view.state = ConversionState::stopped;
        m_view.words = tr("Stopped. What was sent is not sent again.");
    } else {
        m_view.state = ConversionState::failed;
        const ErrorWords words = wordsAsTold(result.error());
        m_view.words = words.headline;
        m_view.details = words.details;
    }
    Q_EMIT changed();
    Q_EMIT ended();
}

}  // namespace app
