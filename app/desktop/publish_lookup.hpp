#pragma once

#include "desktop/background.hpp"
#include "desktop/hub_calls.hpp"

#include <QObject>
#include <QTimer>

#include <functional>
#include <optional>
#include <string>

namespace app {

/// As HubCalls::look.
using LookFunction = std::function<quince::Result<FoundModel>(const quince::RepoReference&,
                                                              const quince::StopToken&)>;

/// Whether the repo that a model would be published to is there already. Asked when the keys rest,
/// on a thread of its own; no answer is as good as none being there, for the upload looks again.
class PublishLookup : public QObject {
    Q_OBJECT

public:
    static constexpr int restMilliseconds = 300;

    explicit PublishLookup(LookFunction look, QObject* parent = nullptr);
    ~PublishLookup() override;

    /// `repo`: namespace/name; empty: forgets what was found.
    void ask(const std::string& repo);
    /// What is asked for, or was found.
    [[nodiscard]] const std::string& repo() const { return m_repo; }
    [[nodiscard]] const std::optional<FoundModel>& found() const { return m_found; }

Q_SIGNALS:
    void changed();

private:
    void look();
    void take(quint64 request, const quince::Result<FoundModel>& model);

    LookFunction m_look;
    QTimer m_rest;
    std::string m_repo;
    std::optional<FoundModel> m_found;
    quince::StopSource m_stop;
    quint64 m_request = 0;
    Background m_background;  ///< last: joined before the rest goes
};

}  // namespace app
