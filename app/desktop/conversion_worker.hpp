#pragma once

#include "hub/download_progress.hpp"

#include <quince/convert.hpp>

#include <QObject>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace app {

/// Results that are made in one pass over their source; none: it is only downloaded.
using Jobs = std::vector<quince::ConversionJob>;
using Outcomes = std::vector<quince::Result<quince::ConversionReport>>;

/// A model that is fetched into the Hugging Face cache before anything is made of it.
struct DownloadOrder {
    std::string repoId;
    std::string revision;         ///< as it was asked for: "main", a branch, a commit
    std::string commit;           ///< what that was when the person looked at it
    std::filesystem::path cache;  ///< the folder that holds models--org--name
    bool finishes = false;        ///< it is `commit` that is to become whole, whatever `revision`
                                  ///< is by now

    friend bool operator==(const DownloadOrder&, const DownloadOrder&) = default;
};

/// What a download gives.
struct FetchedModel {
    std::filesystem::path folder;  ///< the snapshot
    std::string note;  ///< why it was taken as it lay in the cache; empty: it is what the Hub has
};

/// Downloads what is not there yet.
using DownloadFunction = std::function<quince::Result<FetchedModel>(
    const DownloadOrder&, hub::DownloadProgress&, const quince::StopToken&)>;

/// The same results of the same recipes, from the model in `folder`.
using ReplanFunction =
    std::function<quince::Result<Jobs>(const std::filesystem::path& folder, const Jobs& jobs)>;

/// quince::convertTogether, or what a test puts in its place.
using ConvertFunction = std::function<Outcomes(std::span<const quince::ConversionJob>,
                                               quince::Progress&, quince::StopToken)>;

/// What the worker calls; all of it blocks.
struct ConversionWork {
    ConvertFunction convert;
    DownloadFunction download{};  ///< may be empty where nothing is downloaded
    ReplanFunction replan{};      ///< the same
};

/// One order to the worker. What is counted is shared: the window reads while the worker adds.
/// `progress` stays idle until there is something to convert.
struct ConversionOrder {
    std::optional<DownloadOrder> download;  ///< comes first
    std::shared_ptr<const Jobs> jobs;
    std::shared_ptr<hub::DownloadProgress> downloading;
    std::shared_ptr<quince::Progress> progress;
    quince::StopToken stop;
};

/// How an order ended.
struct ConversionOutcome {
    std::shared_ptr<const Outcomes> results;  ///< parallel to jobs; one where there are no jobs
    std::shared_ptr<const Jobs> jobs;         ///< as they were made: after a download planned anew
};

/// Lives on the conversion thread; runs one order at a time.
class ConversionWorker : public QObject {
    Q_OBJECT

public:
    explicit ConversionWorker(ConversionWork work) : m_work(std::move(work)) {}

    /// Blocking. Call it through the event loop of the worker's thread.
    void run(const ConversionOrder& order);

Q_SIGNALS:
    void downloaded();  ///< the order's model is whole in the cache; its conversion follows
    void ended(const app::ConversionOutcome& outcome);

private:
    /// `note`: what is to be told of the download, if anything.
    ConversionOutcome perform(const ConversionOrder& order, std::string& note);

    ConversionWork m_work;
};

}  // namespace app
