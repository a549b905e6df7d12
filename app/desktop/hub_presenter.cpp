#include "desktop/hub_presenter.hpp"

#include "desktop/error_words.hpp"
#include "desktop/hub_rows.hpp"
#include "desktop/paths.hpp"
#include "hub/token.hpp"
#include "ui/pages/hub_page.hpp"

#include <algorithm>

namespace app {

using State = HubSearchController::State;
using More = HubSearchController::More;

namespace {

SearchOrder orderOf(ui::HubSort sort) {
    switch (sort) {
        case ui::HubSort::downloads:
            return SearchOrder::downloads;
        case ui::HubSort::likes:
            return SearchOrder::likes;
        case ui::HubSort::updated:
            break;
    }
    return SearchOrder::changed;
}

ui::HubMore moreOf(More more) {
    switch (more) {
        case More::none:
            return ui::HubMore::none;
        case More::canLoad:
            return ui::HubMore::canLoad;
        case More::loading:
            return ui::HubMore::loading;
        case More::failed:
            break;
    }
    return ui::HubMore::failed;
}

}  // namespace

HubPresenter::HubPresenter(ui::Finder& finder, Settings& settings, const LibraryController& library,
                           HubAccess access, QObject* parent)
    : QObject(parent),
      m_finder(finder),
      m_page(finder.hub()),
      m_settings(settings),
      m_library(library),
      m_access(std::move(access)),
      m_search(m_access.calls, m_access.endpoint) {
    m_page.setText(m_settings.hubSearch());
    m_page.setSort(m_settings.hubSort());
    m_search.setOrder(orderOf(m_settings.hubSort()));
    connectAll();
    if (!m_access.offlineWords.isEmpty()) {
        m_page.setView({ui::HubPicture::offline, {}, m_access.offlineWords, {}, {}});
    }
}

void HubPresenter::connectAll() {
    connect(&m_finder, &ui::Finder::sideChanged, this, &HubPresenter::enter);
    connect(&m_page, &ui::HubPage::textChanged, this, [this](const QString& text) {
        if (!hub::mayBeToken(text)) {
            m_settings.setHubSearch(text);
        }
        if (m_access.offlineWords.isEmpty()) {
            m_search.setText(text);
        }
    });
    connect(&m_page, &ui::HubPage::submitted, this, [this](const QString& text) {
        if (m_access.offlineWords.isEmpty()) {
            m_search.submit(text);
        }
    });
    connect(&m_page, &ui::HubPage::sortChanged, this, [this](ui::HubSort sort) {
        m_settings.setHubSort(sort);
        m_search.setOrder(orderOf(sort));
    });
    connect(&m_page, &ui::HubPage::moreRequested, &m_search, &HubSearchController::loadMore);
    connect(&m_page, &ui::HubPage::retryRequested, &m_search, &HubSearchController::retry);
    connect(&m_page, &ui::HubPage::modelChosen, this, &HubPresenter::choose);
    connect(&m_page, &ui::HubPage::webPageRequested, this, [this](const QString& id) {
        Q_EMIT webPageRequested(webPageOf(id.toStdString(), m_access.endpoint));
    });
    connect(&m_search, &HubSearchController::changed, this, &HubPresenter::show);
    connect(&m_search, &HubSearchController::pointedAt, this,
            [this](const FoundModel& model, const QString& revision) {
                m_page.select(toQt(model.id));
                chooseModel(model, revision);
            });
    for (const auto signal : {&LibraryController::scanned, &LibraryController::summariesDone}) {
        connect(&m_library, signal, this, &HubPresenter::refreshRows);
    }
}

/// The first look: what was last searched for.
void HubPresenter::enter() {
    const bool isFirst =
        m_finder.side() == ui::Finder::Side::hub && m_search.state() == State::idle;
    if (isFirst && m_access.offlineWords.isEmpty()) {
        m_search.submit(m_page.text());
    }
}

void HubPresenter::searchAgain() {
    if (m_search.state() != State::idle && m_access.offlineWords.isEmpty()) {
        m_search.retry();
    }
}

void HubPresenter::clearSelection() {
    m_page.select({});
}

void HubPresenter::goTo(const QString& id) {
    m_page.setText(id);
    m_search.submit(id);
}

void HubPresenter::show() {
    refreshRows();
    ui::HubView view;
    view.more = moreOf(m_search.more());
    switch (m_search.state()) {
        case State::idle:
        case State::searching:
            view.picture = ui::HubPicture::searching;
            break;
        case State::found:
            view.picture = ui::HubPicture::list;
            break;
        case State::failed: {
            const quince::Error& error = m_search.error();
            view.picture = ui::HubPicture::failed;
            if (error.code == quince::ErrorCode::notFound) {
                view.headline = tr("No such model");
            }
            view.message = toQt(error.message);
            break;
        }
    }
    if (m_search.more() == More::failed) {
        view.moreMessage = wordsFor(m_search.error()).headline;
    }
    m_page.setView(view);
}

void HubPresenter::refreshRows() {
    QList<ui::HubRow> rows;
    for (const FoundModel& model : m_search.models()) {
        rows.append(hubRowOf(model, localOf(model.id)));
        rows.back().isDatedFirst = m_page.sort() == ui::HubSort::updated;
    }
    m_page.setRows(rows);
}

const LibraryEntry* HubPresenter::localOf(const std::string& repoId) const {
    const auto& entries = m_library.entries();
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const LibraryEntry& one) {
        return one.model.kind == quince::ModelKind::cache && one.model.repoId == repoId;
    });
    return found == entries.end() ? nullptr : &*found;
}

void HubPresenter::choose(const QString& id) {
    const auto& models = m_search.models();
    const auto found = std::find_if(models.begin(), models.end(),
                                    [&](const FoundModel& one) { return toQt(one.id) == id; });
    if (found != models.end()) {
        const auto reference = hubReferenceOf(m_search.text(), m_access.endpoint);
        const bool isPointedAt = reference && models.size() == 1;
        chooseModel(*found, isPointedAt ? toQt(reference->repo.revision) : QString());
    }
}

void HubPresenter::chooseModel(const FoundModel& model, const QString& revision) {
    const LibraryEntry* local = localOf(model.id);
    // Another revision than the usual one may not be what is on the disk.
    if (revision.isEmpty() && onDiskOf(local) == ui::OnDisk::whole) {
        Q_EMIT localChosen(local->id);
    } else {
        Q_EMIT remoteChosen(model, revision);
    }
}

}  // namespace app
