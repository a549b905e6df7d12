#include "desktop/conversion_worker.hpp"

#include <chrono>

namespace app {

namespace {

void addWarning(ConversionOutcome& outcome, const std::string& words) {
    auto results = *outcome.results;
    for (auto& result : results) {
        if (result) {
            result->warnings.insert(result->warnings.begin(), words);
        }
    }
    outcome.results = std::make_shared<const Outcomes>(std::move(results));
}

/// All results of an order ended the same way. An order without results ends as one.
ConversionOutcome allEnded(const ConversionOrder& order,
                           const quince::Result<quince::ConversionReport>& how) {
    const std::size_t count = std::max<std::size_t>(1, order.jobs->size());
    return {std::make_shared<const Outcomes>(count, how), order.jobs};
}

}  // namespace

void ConversionWorker::run(const ConversionOrder& order) {
    std::string note;
    ConversionOutcome outcome = perform(order, note);
    if (!note.empty()) {
        addWarning(outcome, note);
    }
    Q_EMIT ended(outcome);
}

ConversionOutcome ConversionWorker::perform(const ConversionOrder& order, std::string& note) {
    std::shared_ptr<const Jobs> jobs = order.jobs;
    if (order.download) {
        const auto start = std::chrono::steady_clock::now();
        const auto model = m_work.download(*order.download, *order.downloading, order.stop);
        if (!model) {
            return allEnded(order, model.error());
        }
        note = model->note;
        Q_EMIT downloaded();
        if (jobs->empty()) {
            quince::ConversionReport report;
            report.folder = model->folder;
            report.seconds =
                std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
            return allEnded(order, report);
        }
        order.progress->state = quince::ConversionState::preparing;
        auto replanned = m_work.replan(model->folder, *jobs);
        if (!replanned) {
            return allEnded(order, replanned.error());
        }
        jobs = std::make_shared<const Jobs>(*std::move(replanned));
    }
    return {std::make_shared<const Outcomes>(m_work.convert(*jobs, *order.progress, order.stop)),
            jobs};
}

}  // namespace app
