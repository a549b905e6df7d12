#pragma once

#include <quince/plan.hpp>

#include <filesystem>

namespace app {

/// Lets plans use the importance that their recipe names. Keeps what was read last, since a plan
/// is made at each change of a control. For one thread.
class ImportanceReader {
public:
    /// What is wrong becomes a problem of the plan.
    void use(quince::ConversionPlan& plan);

private:
    std::filesystem::path m_path;
    std::filesystem::file_time_type m_time{};
    std::shared_ptr<const quince::ImportanceData> m_data;
};

}  // namespace app
