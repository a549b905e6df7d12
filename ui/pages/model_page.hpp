#pragma once

#include "ui/pages/also_view.hpp"
#include "ui/pages/model_view.hpp"
#include "ui/pages/quality_view.hpp"
#include "ui/pages/target_view.hpp"

#include <quince/budget.hpp>

#include <QWidget>

#include <optional>

class QLabel;
class QPushButton;
class QScrollArea;
class QStackedWidget;

namespace ui {

class AlsoSection;
class DestinationSection;
class EmptyState;
class FootprintSection;
class NoticeList;
class QualitySection;
class RecipeSection;
class RevisionBar;
class SqueezeLabel;

/// The chosen model: facts, recipe, footprint, destination, problems, and Convert at the end.
/// Setting a value never emits; signals are the person's doing.
class ModelPage : public QWidget {
    Q_OBJECT

public:
    explicit ModelPage(QWidget* parent = nullptr);

    void setModel(const ModelView& view);
    /// Shown above every picture if there are several.
    void setRevisions(const RevisionsView& view);
    /// With a budget the bits are chosen by layer, and the recipe says the rest.
    void setRecipe(const quince::Recipe& recipe, const RecipeOptions& options,
                   const std::optional<quince::Budget>& budget = {});
    /// What has become of the budget's question.
    void setTarget(const TargetView& view);
    /// nullptr: not known yet (the last numbers stay, dimmed).
    void setFootprint(const FootprintView* view);
    /// 0: the page's own choice
    void setContextLength(quint64 tokens);
    void setDestination(const Destination& destination, const DestinationView& view);
    /// Only what is known about the destination; what is being typed stays.
    void setDestinationView(const DestinationView& view);
    /// As if the person had typed it: destinationChanged follows.
    void setParentFolder(const QString& folder);
    void setAlso(const AlsoView& view);
    void setQuality(const QualityView& view);
    void setProblems(const QList<Notice>& problems);
    void setConvert(const ConvertView& view);
    /// Whether "Evaluate" is offered for this model.
    void setEvaluate(bool offered);
    /// Whether "Publish" is offered for this model.
    void setPublish(bool offered);

    [[nodiscard]] quince::Recipe recipe() const;
    [[nodiscard]] std::optional<quince::Budget> budget() const;
    [[nodiscard]] Destination destination() const;
    [[nodiscard]] quint64 contextLength() const;

    [[nodiscard]] bool isConvertFocused() const;
    [[nodiscard]] bool advancedShown() const;
    void setAdvancedShown(bool shown);

Q_SIGNALS:
    void revisionChosen(const QString& id);
    void recipeChanged(const quince::Recipe& recipe,
                       const std::optional<quince::Budget>& budget = {});
    void targetStopRequested();
    void targetStartRequested();
    void recipeOpenRequested();  ///< MainWindow asks for the file
    void recipeSaveRequested();
    void contextLengthChanged(quint64 tokens);
    void alsoChanged(const QStringList& ids);  ///< further results that are ticked
    void destinationChanged(const ui::Destination& destination);
    void chooseFolderRequested();  ///< for Destination::parentFolder; MainWindow asks
    void convertRequested();
    void downloadRequested();
    void evaluateRequested();
    void publishRequested();
    void noticeActionRequested(const QString& actionId);

private:
    QWidget* makeReadyPage();
    QWidget* makeActionBar();
    void replace();

    RevisionBar* m_revisions;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    QList<ModelAction> m_actions;  ///< of the failed picture's buttons
    QScrollArea* m_scroll = nullptr;
    SqueezeLabel* m_title = nullptr;
    QLabel* m_facts = nullptr;
    NoticeList* m_problems = nullptr;
    RecipeSection* m_recipe = nullptr;
    FootprintSection* m_footprint = nullptr;
    QualitySection* m_quality = nullptr;
    AlsoSection* m_also = nullptr;
    DestinationSection* m_destination = nullptr;
    QLabel* m_reason = nullptr;
    SqueezeLabel* m_summary = nullptr;
    QPushButton* m_evaluate = nullptr;
    QPushButton* m_publish = nullptr;
    QPushButton* m_download = nullptr;
    QPushButton* m_replace = nullptr;
    QPushButton* m_convert = nullptr;
};

}  // namespace ui
