#pragma once

#include "desktop/background.hpp"
#include "desktop/hub_calls.hpp"
#include "desktop/hub_reference.hpp"

#include <QObject>
#include <QString>
#include <QTimer>
#include <QUrl>

#include <optional>
#include <vector>

namespace app {

/// A search of the Hub, page after page, on a thread of its own. What is typed is asked for when
/// the keys rest; a newer question stops the older one, so that at most one is under way. A text
/// that names one model (an id or an address) asks for that model alone.
class HubSearchController : public QObject {
    Q_OBJECT

public:
    enum class State { idle, searching, found, failed };
    enum class More { none, canLoad, loading, failed };

    static constexpr int debounceMilliseconds = 300;

    /// `endpoint`: of the Hub, to know its addresses.
    HubSearchController(HubCalls calls, QUrl endpoint, QObject* parent = nullptr);
    ~HubSearchController() override;

    /// Asks when this has not been called for a while.
    void setText(const QString& text);
    /// Asks now. An id or an address answers with pointedAt(), too.
    void submit(const QString& text);
    void setOrder(SearchOrder order);
    /// The next page, if there is one and none is under way.
    void loadMore();
    void retry();

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] More more() const { return m_more; }
    [[nodiscard]] const std::vector<FoundModel>& models() const { return m_models; }
    [[nodiscard]] QString text() const { return m_text; }
    /// REQUIRES: state() is failed, or more() is
    [[nodiscard]] const quince::Error& error() const { return *m_error; }

Q_SIGNALS:
    void changed();
    /// The text names this model, and it is there.
    void pointedAt(const app::FoundModel& model, const QString& revision);

private:
    void ask();
    void askFor(const HubReference& reference);
    void askForPage(const std::string& next);
    quince::StopToken begin();
    void takePage(quint64 request, const quince::Result<FoundPage>& page, bool isFirst);
    void takeModel(quint64 request, const quince::Result<FoundModel>& model,
                   const HubReference& reference);
    void fail(const quince::Error& error);

    HubCalls m_calls;
    QUrl m_endpoint;
    QTimer m_debounce;
    QString m_text;
    SearchOrder m_order = SearchOrder::downloads;
    State m_state = State::idle;
    More m_more = More::none;
    std::vector<FoundModel> m_models;
    std::string m_next;
    std::optional<quince::Error> m_error;
    quince::StopSource m_stop;
    quint64 m_request = 0;
    bool m_isSubmitted = false;  ///< the person asked for this, more than by typing on
    Background m_background;     ///< last: joined before the rest goes
};

}  // namespace app
