#pragma once

#include "desktop/also_planner.hpp"
#include "desktop/conversion_worker.hpp"
#include "desktop/destination_rules.hpp"
#include "desktop/hub_calls.hpp"
#include "desktop/inspection_controller.hpp"
#include "desktop/library_controller.hpp"
#include "desktop/quality_controller.hpp"
#include "desktop/settings.hpp"
#include "desktop/target_controller.hpp"
#include "ui/pages/model_page.hpp"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace app {

/// What stands for the library's id where a model of the Hub is shown.
/// `revision` is empty for the usual one.
[[nodiscard]] QString hubEntryId(const std::string& repoId, const QString& revision = {});

/// What the model page needs of the Hub.
struct HubUse {
    decltype(HubCalls::inspect) inspect;
    std::function<std::filesystem::path()> cacheFolder;  ///< where downloads go now
    std::function<bool(const std::string& repoId)> isDownloading;
    bool canPublish = false;
};

/// Joins the model page to the inspection: what the person chooses becomes a question, the answer
/// becomes what the page shows.
class ModelPresenter : public QObject {
    Q_OBJECT

public:
    /// `page` and `settings` must outlive this.
    ModelPresenter(ui::ModelPage& page, Settings& settings,
                   std::shared_ptr<const quince::ArchitectureLibrary> architectures,
                   quince::Environment environment, QObject* parent = nullptr);

    void show(const LibraryEntry& entry);
    /// A model of the Hub, to be downloaded. REQUIRES: setHub
    void showRemote(const FoundModel& model, const QString& revision);
    void showNothing();
    /// For a model that cannot be opened. `resumable`: its id when a download can complete it.
    void showRefusal(const QString& title, const QString& sentence, const QString& details,
                     const QString& resumable = {});
    /// Tries once more to show a model of the Hub that could not be shown, if one is refused now.
    void retryRemote();

    /// The settings or the disk changed: reckon the destination anew.
    void refreshDestination();
    /// Whether a conversion into this folder waits or runs already.
    void setTakenTest(std::function<bool(const std::filesystem::path&)> isTaken);

    void setHub(HubUse hub);

    /// Uses a recipe file for the model that is shown, or for the next.
    void openRecipe(const QString& file);
    /// Writes the recipe that is shown, with the bits of each layer.
    void saveRecipe(const QString& file);

    void convert();
    void download();

    /// Of the refused model that a download can complete; empty if that is not shown.
    [[nodiscard]] QString resumableId() const { return m_resumable; }
    /// hubEntryId() for a model of the Hub.
    [[nodiscard]] QString shownId() const { return m_entry ? m_entry->id : QString(); }

Q_SIGNALS:
    void conversionRequested(const QString& title, const QString& sourceId, bool inLmStudio,
                             const std::shared_ptr<const Jobs>& jobs, const QString& command);
    /// What to call a file of the shown recipe; empty: there is none.
    void recipeNameChanged(const QString& name);
    /// Without jobs nothing is converted after it.
    void downloadRequested(const QString& title, const app::DownloadOrder& order, bool inLmStudio,
                           const std::shared_ptr<const Jobs>& jobs);
    void resumeDownloadRequested(const QString& id);  ///< of a model of the library
    void webPageRequested(const QString& repoId);
    void signInRequested();
    void hubModelRequested(const QString& repoId);
    void publishRequested(const QString& folder);
    void convertEnabledChanged(bool enabled);
    void evaluateRequested(const QString& title, const QString& folder);
    void opened(const QString& folder);
    void failed(const QString& folder, const QString& details);

private:
    /// A recipe as it was read.
    struct Opened {
        std::filesystem::path file;
        quince::Recipe recipe;
    };

    /// A model of the Hub that is shown, or could not be.
    struct Remote {
        FoundModel about;
        std::string revision;
        std::filesystem::path cache;
        std::shared_ptr<const RemoteModel> found;  ///< filled when it was inspected
    };

    void begin(const LibraryEntry& entry);
    [[nodiscard]] ui::ModelView shownModel(const quince::Inspection& inspection) const;
    [[nodiscard]] QString noRoomForDownload(bool withResult) const;
    [[nodiscard]] ui::ConvertView withDownload(ui::ConvertView view) const;
    [[nodiscard]] bool canDownload() const;
    void showThatTargetsNeedWeights();
    [[nodiscard]] DownloadOrder downloadOrder() const;
    void takeAction(const QString& id);
    void connectAll();
    void connectRecipe();
    void takeRecipe(const quince::Recipe& recipe, const std::optional<quince::Budget>& budget);
    void takeTarget();
    void takeContextLength(quint64 tokens);
    void fit();
    /// Whether a size is asked for and the bits for it are not chosen.
    [[nodiscard]] bool isFitting() const;
    void tell(const ui::Notice& notice);
    void setProblems(const std::vector<quince::Problem>& problems);
    [[nodiscard]] QString command() const;
    void takeInspection();
    void takePlan();
    [[nodiscard]] quince::Recipe wishedRecipe() const;
    [[nodiscard]] quince::Recipe usableRecipe(const ui::RecipeOptions& options) const;
    void takeFailure(const QString& headline, const QString& details, quince::ErrorCode code);
    void readContext();
    void resetDestination();
    void rename();
    void judge();
    void setConvert(const ui::ConvertView& view);
    [[nodiscard]] ui::ConvertView convertView() const;
    [[nodiscard]] ui::ConvertView localConvertView() const;
    void showAlso();
    /// What is ticked beside the chosen recipe.
    [[nodiscard]] AlsoPlanner::Results alsoChosen() const;
    /// A destination like the chosen one, by another name.
    [[nodiscard]] ui::Destination destinationOf(const AlsoPlanned& also) const;
    void judgeAlso(ui::DestinationView& view) const;
    [[nodiscard]] QString blockingReason() const;
    [[nodiscard]] std::optional<quince::ConversionJob> makeJob(
        const ui::Destination& destination, const quince::ConversionPlan& plan,
        const quince::OutputLayout& layout) const;
    /// Empty when something is missing.
    [[nodiscard]] Jobs makeJobs() const;
    [[nodiscard]] quint64 totalBytes() const;
    [[nodiscard]] quint64 bytesThere() const;

    ui::ModelPage& m_page;
    Settings& m_settings;
    quince::Environment m_environment;
    InspectionController m_inspection;
    std::shared_ptr<SampleStore> m_samples = std::make_shared<SampleStore>();
    QualityController m_quality{m_samples};
    TargetController m_target{m_samples};
    AlsoPlanner m_alsoPlanner;
    quince::Recipe m_recipe;  ///< what is chosen; with a budget it leaves the bits open
    std::optional<quince::Budget> m_budget;
    Opened m_opened;
    QList<ui::Notice> m_ownNotices;
    QString m_noticesOf;  ///< the model they stand for
    QString m_recipeOf;   ///< the model that the recipe was last made usable for
    QList<ui::Notice> m_planNotices;
    QStringList m_also;  ///< ids of what is ticked for this model
    QTimer m_slow;       ///< runs out when a plan takes long enough to be waited for
    std::function<bool(const std::filesystem::path&)> m_isTaken;

    HubUse m_hub;
    std::optional<LibraryEntry> m_entry;
    std::optional<Remote> m_remote;   ///< when m_entry is on the Hub
    std::optional<Remote> m_refused;  ///< that could not be shown
    QString m_resumable;              ///< of a refused model of the library
    DestinationContext m_context;
    ui::Destination m_destination;
    ui::DestinationView m_destinationView;
    QString m_automaticName;  ///< as last filled in; another one is the person's and stays
};

}  // namespace app
