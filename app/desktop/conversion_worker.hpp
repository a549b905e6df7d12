#pragma once

#include <quince/convert.hpp>

#include <QObject>

#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace app {

/// Results that are made in one pass over their source. Never empty.
using Jobs = std::vector<quince::ConversionJob>;
using Outcomes = std::vector<quince::Result<quince::ConversionReport>>;

/// quince::convertTogether, or what a test puts in its place.
using ConvertFunction = std::function<Outcomes(std::span<const quince::ConversionJob>,
                                               quince::Progress&, quince::StopToken)>;

/// One order to the worker. The progress is shared: the window reads while the worker adds.
struct ConversionOrder {
    std::shared_ptr<const Jobs> jobs;
    std::shared_ptr<quince::Progress> progress;
    quince::StopToken stop;
};

using ConversionOutcome = std::shared_ptr<const Outcomes>;

/// Lives on the conversion thread; runs one order at a time.
class ConversionWorker : public QObject {
    Q_OBJECT

public:
    explicit ConversionWorker(ConvertFunction convert) : m_convert(std::move(convert)) {}

    /// Blocking. Call it through the event loop of the worker's thread.
    void run(const ConversionOrder& order);

Q_SIGNALS:
    void ended(const app::ConversionOutcome& outcome);

private:
    ConvertFunction m_convert;
};

}  // namespace app
