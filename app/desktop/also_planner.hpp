#pragma once

#include "desktop/background.hpp"
#include "desktop/importance_reader.hpp"

#include <quince/plan.hpp>

#include <QObject>
#include <QString>

#include <atomic>
#include <memory>
#include <vector>

namespace app {

/// A result that can be made beside the chosen one, of the same reading. Immutable.
struct AlsoPlanned {
    QString id;     ///< a label of recipeFromLabel: "8bit"
    QString words;  ///< "8-bit"
    quince::ConversionPlan plan;
    quince::OutputLayout layout;
};

/// Plans what is usual beside the chosen recipe, on a thread of its own. Of several questions only
/// the newest is answered.
class AlsoPlanner : public QObject {
    Q_OBJECT

public:
    using Results = std::vector<std::shared_ptr<const AlsoPlanned>>;

    explicit AlsoPlanner(QObject* parent = nullptr);
    ~AlsoPlanner() override;

    /// Answers with changed(). REQUIRES: plan.inspection
    void plan(const quince::ConversionPlan& chosen);
    void close();

    /// Whether results() belong to the newest question.
    [[nodiscard]] bool isReady() const { return m_ready; }
    [[nodiscard]] const Results& results() const { return m_results; }

Q_SIGNALS:
    void changed();

private:
    void take(quint64 request, Results results);

    Results m_results;
    bool m_ready = true;
    std::atomic<quint64> m_request{0};
    ImportanceReader m_importance;  ///< of the thread
    Background m_background;        ///< last: joined before the rest goes
};

}  // namespace app
