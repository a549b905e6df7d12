#pragma once

#include <quince/importance.hpp>
#include <quince/plan.hpp>

#include <filesystem>

namespace app {

/// Reads the importance that recipes name. Keeps what was read last, since a plan is made at each
/// change of a control. For one thread.
class ImportanceReader {
public:
    /// Null when the recipe names none or does not quantize. Errors: as readImportance.
    [[nodiscard]] quince::Result<std::shared_ptr<const quince::ImportanceData>> read(
        const quince::Recipe& recipe);
    /// Lets the plan use it. What is wrong becomes a problem of the plan.
    void use(quince::ConversionPlan& plan);

private:
    std::filesystem::path m_path;
    std::filesystem::file_time_type m_time{};
    std::shared_ptr<const quince::ImportanceData> m_data;
};

}  // namespace app
