#include "desktop/importance_reader.hpp"

#include <system_error>

namespace app {

void ImportanceReader::use(quince::ConversionPlan& plan) {
    const std::filesystem::path& path = plan.recipe.importance;
    if (path.empty() || !plan.recipe.quantize) {
        return;
    }
    std::error_code ignored;  // a file that is not there cannot be read either
    const auto time = std::filesystem::last_write_time(path, ignored);
    if (!m_data || path != m_path || time != m_time) {
        auto read = quince::readImportance(path, {});
        if (!read) {
            plan.problems.push_back({quince::Severity::error, read.error().message});
            return;
        }
        m_data = *std::move(read);
        m_path = path;
        m_time = time;
    }
    quince::useImportance(plan, m_data);
}

}  // namespace app
