#include "desktop/importance_reader.hpp"

#include <system_error>
#include <utility>

namespace app {

quince::Result<std::shared_ptr<const quince::ImportanceData>> ImportanceReader::read(
    const quince::Recipe& recipe) {
    const std::filesystem::path& path = recipe.importance;
    if (path.empty() || !recipe.quantize) {
        return std::shared_ptr<const quince::ImportanceData>();
    }
    std::error_code ignored;  // a file that is not there cannot be read either
    const auto time = std::filesystem::last_write_time(path, ignored);
    if (!m_data || path != m_path || time != m_time) {
        auto read = quince::readImportance(path, {});
        if (!read) {
            return std::move(read).error();
        }
        m_data = *std::move(read);
        m_path = path;
        m_time = time;
    }
    return m_data;
}

void ImportanceReader::use(quince::ConversionPlan& plan) {
    const auto data = read(plan.recipe);
    if (!data) {
        plan.problems.push_back({quince::Severity::error, data.error().message});
    } else if (*data) {
        quince::useImportance(plan, *data);
    }
}

}  // namespace app
