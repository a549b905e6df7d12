#pragma once

#include "desktop/background.hpp"
#include "desktop/lm_studio_calls.hpp"
#include "ui/pages/lm_studio_view.hpp"

#include <quince/stop_token.hpp>

#include <QHash>
#include <QObject>
#include <QStringList>

#include <vector>

namespace app {

/// Asks LM Studio about finished jobs, one question after the other on a thread of its own, and
/// keeps what each job shows of it. Nothing outlives the window. What the person asks for goes
/// before what is only looked for.
class LmStudioController : public QObject {
    Q_OBJECT

public:
    using Models = std::vector<hub::LmStudioModel>;

    explicit LmStudioController(LmStudioCalls calls, QObject* parent = nullptr);
    /// Stops and waits.
    ~LmStudioController() override;

    /// Of a job; empty if it was never asked about.
    [[nodiscard]] ui::LmStudioView view(const QString& id) const;
    [[nodiscard]] bool isBusy(const QString& id) const { return view(id).isBusy; }

    /// After a conversion: whether LM Studio, if it runs, lists the models.
    void lookFor(const QString& id, const Models& models);
    /// What the person wants. Loading and trying mean the first model.
    void ask(const QString& id, const Models& models, ui::LmStudioAction action);
    /// Forgets all other jobs and stops what is asked about them.
    void keepOnly(const QStringList& ids);

Q_SIGNALS:
    void changed(const QString& id);

private:
    struct Entry {
        ui::LmStudioView view;
        quint64 request = 0;
        bool isLookedFor = false;  ///< not asked for by the person
        quince::StopSource stop;
    };

    void start(const QString& id, const Models& models, ui::LmStudioAction action,
               bool isLookedFor);
    void take(const QString& id, quint64 request, const ui::LmStudioView& view);
    static ui::LmStudioView answerTo(const LmStudioCalls& calls, const Models& models,
                                     ui::LmStudioAction action, const quince::StopToken& stop);

    LmStudioCalls m_calls;
    QHash<QString, Entry> m_entries;
    quint64 m_request = 0;
    Background m_background;  ///< last: joined before the rest goes
};

}  // namespace app
