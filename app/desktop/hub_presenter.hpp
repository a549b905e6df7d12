#pragma once

#include "desktop/account_calls.hpp"
#include "desktop/hub_search_controller.hpp"
#include "desktop/library_controller.hpp"
#include "desktop/publish_controller.hpp"
#include "desktop/settings.hpp"
#include "ui/pages/finder.hpp"

#include <QObject>

#include <memory>

namespace app {

/// What is asked of the Hub and where it is.
struct HubAccess {
    HubCalls calls;
    AccountCalls account;
    PublishFunction publish;  ///< empty: it is not offered
    QUrl endpoint;
    QString offlineWords;  ///< why nothing may be asked; empty: it may
};

/// Joins the Hub's side of the finder to the search: what is typed, what is found, what is chosen.
/// Nothing is asked of the Hub before the person looks at that side.
class HubPresenter : public QObject {
    Q_OBJECT

public:
    /// All references must outlive this.
    HubPresenter(ui::Finder& finder, Settings& settings, const LibraryController& library,
                 HubAccess access, QObject* parent = nullptr);

    /// The library or the queue changed: what is on this disk stands in the rows.
    void refreshRows();
    /// Asks again, after a sign-in or when the connection is back.
    void searchAgain();
    void clearSelection();
    /// As if the person had pasted it.
    void goTo(const QString& id);

Q_SIGNALS:
    /// A model that is on this disk; `id` is the library's.
    void localChosen(const QString& id);
    /// A model that is not, or not whole.
    void remoteChosen(const app::FoundModel& model, const QString& revision);
    void webPageRequested(const QUrl& page);

private:
    void connectAll();
    void enter();
    void show();
    void choose(const QString& id);
    void chooseModel(const FoundModel& model, const QString& revision);
    [[nodiscard]] const LibraryEntry* localOf(const std::string& repoId) const;

    ui::Finder& m_finder;
    ui::HubPage& m_page;
    Settings& m_settings;
    const LibraryController& m_library;
    HubAccess m_access;
    HubSearchController m_search;
};

}  // namespace app
