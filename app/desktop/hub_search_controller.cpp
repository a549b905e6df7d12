#include "desktop/hub_search_controller.hpp"

#include "hub/token.hpp"

#include <algorithm>

namespace app {

HubSearchController::HubSearchController(HubCalls calls, QUrl endpoint, QObject* parent)
    : QObject(parent),
      m_calls(std::move(calls)),
      m_endpoint(std::move(endpoint)),
      m_background(QStringLiteral("hub search")) {
    m_debounce.setSingleShot(true);
    m_debounce.setInterval(debounceMilliseconds);
    connect(&m_debounce, &QTimer::timeout, this, &HubSearchController::ask);
}

HubSearchController::~HubSearchController() {
    m_stop.requestStop();
}

void HubSearchController::setText(const QString& text) {
    if (text.trimmed() == m_text) {
        return;
    }
    m_text = text.trimmed();
    m_isSubmitted = false;
    m_debounce.start();
}

void HubSearchController::submit(const QString& text) {
    m_text = text.trimmed();
    m_isSubmitted = true;
    ask();
}

void HubSearchController::setOrder(SearchOrder order) {
    m_order = order;
    if (m_state != State::idle) {
        ask();
    }
}

void HubSearchController::retry() {
    ask();
}

void HubSearchController::loadMore() {
    if (m_state == State::found && (m_more == More::canLoad || m_more == More::failed)) {
        m_more = More::loading;
        askForPage(m_next);
        Q_EMIT changed();
    }
}

quince::StopToken HubSearchController::begin() {
    m_stop.requestStop();
    m_stop = quince::StopSource();
    ++m_request;
    return m_stop.token();
}

void HubSearchController::ask() {
    m_debounce.stop();
    m_state = State::searching;
    m_more = More::none;
    m_error.reset();
    if (hub::mayBeToken(m_text)) {
        begin();
        fail({quince::ErrorCode::invalidArgument,
              "This looks like an access token, so it was not sent. To sign in, open the settings.",
              {}});
        return;
    }
    if (const auto reference = hubReferenceOf(m_text, m_endpoint)) {
        askFor(*reference);
    } else {
        askForPage({});
    }
    Q_EMIT changed();
}

void HubSearchController::askFor(const HubReference& reference) {
    const quince::StopToken stop = begin();
    m_background.post([this, request = m_request, reference, stop] {
        if (stop.stopRequested()) {
            return;
        }
        auto model = m_calls.look(reference.repo, stop);
        QMetaObject::invokeMethod(
            this,
            [this, request, model = std::move(model), reference] {
                takeModel(request, model, reference);
            },
            Qt::QueuedConnection);
    });
}

void HubSearchController::askForPage(const std::string& next) {
    const quince::StopToken stop = begin();
    const SearchQuestion question{m_text.toStdString(), m_order, next};
    m_background.post([this, request = m_request, question, stop] {
        if (stop.stopRequested()) {
            return;
        }
        auto page = m_calls.search(question, stop);
        QMetaObject::invokeMethod(
            this,
            [this, request, page = std::move(page), isFirst = question.next.empty()] {
                takePage(request, page, isFirst);
            },
            Qt::QueuedConnection);
    });
}

void HubSearchController::takePage(quint64 request, const quince::Result<FoundPage>& page,
                                   bool isFirst) {
    if (request != m_request) {
        return;
    }
    if (!page) {
        if (isFirst) {
            fail(page.error());
        } else {
            m_error = page.error();
            m_more = More::failed;
            Q_EMIT changed();
        }
        return;
    }
    if (isFirst) {
        m_models.clear();
    }
    for (const FoundModel& model : page->models) {
        // What moved up meanwhile comes a second time.
        const bool isThere = std::any_of(m_models.begin(), m_models.end(),
                                         [&](const FoundModel& one) { return one.id == model.id; });
        if (!isThere) {
            m_models.push_back(model);
        }
    }
    m_next = page->next;
    m_more = m_next.empty() ? More::none : More::canLoad;
    m_state = State::found;
    Q_EMIT changed();
}

void HubSearchController::takeModel(quint64 request, const quince::Result<FoundModel>& model,
                                    const HubReference& reference) {
    if (request != m_request) {
        return;
    }
    if (!model) {
        // "org/na" may be the beginning of an id, or words.
        if (!reference.isAddress && model.error().code == quince::ErrorCode::notFound) {
            askForPage({});
        } else {
            fail(model.error());
        }
        return;
    }
    m_models = {*model};
    m_next.clear();
    m_more = More::none;
    m_state = State::found;
    Q_EMIT changed();
    if (m_isSubmitted || reference.isAddress) {
        Q_EMIT pointedAt(*model, QString::fromStdString(reference.repo.revision));
    }
}

void HubSearchController::fail(const quince::Error& error) {
    m_models.clear();
    m_error = error;
    m_state = State::failed;
    Q_EMIT changed();
}

}  // namespace app
