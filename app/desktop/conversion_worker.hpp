#pragma once

#include <quince/convert.hpp>

#include <QObject>

#include <functional>
#include <memory>

namespace app {

/// quince::convert, or what a test puts in its place.
using ConvertFunction = std::function<quince::Result<quince::ConversionReport>(
    const quince::ConversionJob&, quince::Progress&, quince::StopToken)>;

/// One order to the worker. The progress is shared: the window reads while the worker adds.
struct ConversionOrder {
    std::shared_ptr<const quince::ConversionJob> job;
    std::shared_ptr<quince::Progress> progress;
    quince::StopToken stop;
};

using ConversionOutcome = std::shared_ptr<const quince::Result<quince::ConversionReport>>;

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
