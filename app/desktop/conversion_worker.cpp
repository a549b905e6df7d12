#include "desktop/conversion_worker.hpp"

namespace app {

void ConversionWorker::run(const ConversionOrder& order) {
    Q_EMIT ended(std::make_shared<const quince::Result<quince::ConversionReport>>(
        m_convert(*order.job, *order.progress, order.stop)));
}

}  // namespace app
