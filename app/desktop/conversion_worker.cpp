#include "desktop/conversion_worker.hpp"

#include <chrono>

namespace app {

namespace {

/// All results of an order ended the same way. An order without results ends as one.
ConversionOutcome allEnded(const ConversionOrder& order,
                           const quince::Result<quince::ConversionReport>& how) {
    const std::size_t count = std::max<std::size_t>(1, order.jobs->size());
    return {std::make_shared<const Outcomes>(count, how), order.jobs};
}

}  // namespace

void ConversionWorker::run(const ConversionOrder& order) {
    Q_EMIT ended(perform(order));
}

ConversionOutcome ConversionWorker::perform(const ConversionOrder& order) {
    std::shared_ptr<const Jobs> jobs = order.jobs;
    if (order.download) {
        const auto start = std::chrono::steady_clock::now();
        const auto folder = m_work.download(*order.download, *order.downloading, order.stop);
        if (!folder) {
            return allEnded(order, folder.error());
        }
        Q_EMIT downloaded();
        if (jobs->empty()) {
            quince::ConversionReport report;
            report.folder = *folder;
            report.seconds =
                std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
            return allEnded(order, report);
        }
        order.progress->state = quince::ConversionState::preparing;
        auto replanned = m_work.replan(*folder, *jobs);
        if (!replanned) {
            return allEnded(order, replanned.error());
        }
        jobs = std::make_shared<const Jobs>(*std::move(replanned));
    }
    return {std::make_shared<const Outcomes>(m_work.convert(*jobs, *order.progress, order.stop)),
            jobs};
}

}  // namespace app
