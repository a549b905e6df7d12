#include "desktop/publish_lookup.hpp"

#include <memory>

namespace app {

PublishLookup::PublishLookup(LookFunction look, QObject* parent)
    : QObject(parent), m_look(std::move(look)), m_background(QStringLiteral("publish lookup")) {
    m_rest.setSingleShot(true);
    m_rest.setInterval(restMilliseconds);
    connect(&m_rest, &QTimer::timeout, this, &PublishLookup::look);
}

PublishLookup::~PublishLookup() {
    m_stop.requestStop();
}

void PublishLookup::ask(const std::string& repo) {
    if (repo == m_repo) {
        return;
    }
    m_repo = repo;
    m_found.reset();
    m_stop.requestStop();
    ++m_request;
    m_rest.stop();
    if (m_look && !repo.empty()) {
        m_rest.start();
    }
}

void PublishLookup::look() {
    m_stop = quince::StopSource();
    m_background.post(
        [this, request = m_request, repo = m_repo, look = m_look, stop = m_stop.token()] {
            const auto model = std::make_shared<const quince::Result<FoundModel>>(
                look(quince::RepoReference{repo, {}}, stop));
            QMetaObject::invokeMethod(
                this, [this, request, model] { take(request, *model); }, Qt::QueuedConnection);
        });
}

void PublishLookup::take(quint64 request, const quince::Result<FoundModel>& model) {
    if (request == m_request && model) {
        m_found = *model;
        Q_EMIT changed();
    }
}

}  // namespace app
