#include "desktop/lm_studio_controller.hpp"

#include "desktop/lm_studio_words.hpp"

#include <utility>

namespace app {

using hub::LmStudioState;
using ui::LmStudioAction;
using ui::LmStudioView;

namespace {

LmStudioView listingOf(const LmStudioCalls& calls, const LmStudioController::Models& models,
                       const quince::StopToken& stop) {
    hub::LmStudioCheck check;
    for (const hub::LmStudioModel& model : models) {
        auto now = calls.waitUntilListed(model, stop);
        if (!now) {
            return viewOf(now.error(), LmStudioAction::check);
        }
        check = *std::move(now);
        if (check.state != LmStudioState::listed) {
            break;
        }
    }
    return viewOf(check, models.size());
}

}  // namespace

LmStudioController::LmStudioController(LmStudioCalls calls, QObject* parent)
    : QObject(parent), m_calls(std::move(calls)), m_background(QStringLiteral("lm-studio")) {}

LmStudioController::~LmStudioController() {
    for (Entry& entry : m_entries) {
        entry.stop.requestStop();
    }
}

LmStudioView LmStudioController::view(const QString& id) const {
    return m_entries.value(id).view;
}

void LmStudioController::lookFor(const QString& id, const Models& models) {
    if (m_calls.waitUntilListed) {
        start(id, models, LmStudioAction::check, true);
    }
}

void LmStudioController::ask(const QString& id, const Models& models, LmStudioAction action) {
    if (action == LmStudioAction::stop) {
        m_entries[id].stop.requestStop();
    } else if (!isBusy(id)) {
        for (Entry& entry : m_entries) {
            if (entry.isLookedFor) {
                entry.stop.requestStop();
            }
        }
        start(id, models, action, false);
    }
}

void LmStudioController::keepOnly(const QStringList& ids) {
    m_entries.removeIf([&ids](const std::pair<const QString&, Entry&>& each) {
        const bool isGone = !ids.contains(each.first);
        if (isGone) {
            each.second.stop.requestStop();
        }
        return isGone;
    });
}

void LmStudioController::start(const QString& id, const Models& models, LmStudioAction action,
                               bool isLookedFor) {
    Entry& entry = m_entries[id];
    entry = Entry{busyView(action), ++m_request, isLookedFor, {}};
    m_background.post([this, id, models, action, calls = m_calls, request = entry.request,
                       stop = entry.stop.token()] {
        const LmStudioView view = answerTo(calls, models, action, stop);
        QMetaObject::invokeMethod(
            this, [this, id, request, view] { take(id, request, view); }, Qt::QueuedConnection);
    });
    Q_EMIT changed(id);
}

void LmStudioController::take(const QString& id, quint64 request, const LmStudioView& view) {
    const auto entry = m_entries.find(id);
    if (entry == m_entries.end() || entry->request != request) {
        return;
    }
    entry->view = view;
    entry->isLookedFor = false;
    Q_EMIT changed(id);
}

LmStudioView LmStudioController::answerTo(const LmStudioCalls& calls, const Models& models,
                                          LmStudioAction action, const quince::StopToken& stop) {
    switch (action) {
        case LmStudioAction::load: {
            const auto load = calls.load(models.front(), stop);
            return load ? viewOf(*load) : viewOf(load.error(), action);
        }
        case LmStudioAction::tryOut: {
            const auto trial = calls.tryOut(models.front(), stop);
            return trial ? viewOf(*trial) : viewOf(trial.error(), action);
        }
        default:
            return listingOf(calls, models, stop);
    }
}

}  // namespace app
