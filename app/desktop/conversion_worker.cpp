#include "desktop/conversion_worker.hpp"

namespace app {

void ConversionWorker::run(const ConversionOrder& order) {
    Q_EMIT ended(
        std::make_shared<const Outcomes>(m_convert(*order.jobs, *order.progress, order.stop)));
}

}  // namespace app
