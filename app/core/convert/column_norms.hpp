#pragma once

#include "core/convert/open_files.hpp"

#include <quince/plan.hpp>
#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace quince {

/// What SourceForm::unitColumns divides by: the Euclidean norm of each column of a matrix, plus
/// 1e-7, in F32. Computed for a tensor when its first tile is made, then kept. Thread-safe.
class ColumnNorms {
public:
    /// REQUIRES: all outlive it.
    ColumnNorms(const ConversionPlan& plan, OpenFiles& shards, const StopToken& stop);

    /// One number for each column of tensor `tensor` of the blueprint. Errors: io, stopped.
    Result<std::shared_ptr<const std::vector<float>>> of(std::uint32_t tensor);

private:
    const ConversionPlan& m_plan;
    OpenFiles& m_shards;
    const StopToken& m_stop;
    std::mutex m_mutex;
    std::unordered_map<std::uint32_t, std::shared_ptr<const std::vector<float>>> m_known;
};

}  // namespace quince
