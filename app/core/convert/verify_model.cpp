#include "core/base/file.hpp"
#include "core/convert/job_run.hpp"
#include "core/convert/quantization_check.hpp"
#include "core/convert/values_check.hpp"
#include "core/model/model_config.hpp"
#include "core/model/weight_files.hpp"

#include <quince/convert.hpp>

#include <algorithm>

namespace quince {
namespace {

/// What the headers of a model folder say.
struct Opened {
    std::vector<std::filesystem::path> paths;
    TensorsByName tensors;
};

void openShard(const std::filesystem::path& path, Opened& opened, VerificationReport& report) {
    const auto shard = static_cast<std::uint32_t>(opened.paths.size());
    opened.paths.push_back(path);
    Result<SafetensorsHeader> header = readSafetensorsHeader(path, shard);
    if (!header) {
        report.problems.push_back({Severity::error, header.error().message});
        return;
    }
    const std::string file = nameText(path);
    const auto format = header->metadata.find("format");
    if (format == header->metadata.end() || format->second != "mlx") {
        report.problems.push_back(
            {Severity::error, file + " does not say that its format is mlx: LM Studio would not "
                                     "know it for an MLX model"});
    }
    for (TensorInfo& tensor : header->tensors) {
        report.bytes += tensor.bytes();
        if (!opened.tensors.emplace(tensor.name, tensor).second) {
            report.problems.push_back(
                {Severity::error, tensor.name + " stands in " + file + " and in another file"});
        }
    }
}

/// Every tensor in the file where the index says, and none besides; `bytes` is what all have.
void checkIndex(const WeightFiles& files, const TensorsByName& tensors, std::uint64_t bytes,
                std::vector<Problem>& problems) {
    if (!files.index) {
        problems.push_back({Severity::warning, "there is no model.safetensors.index.json"});
        return;
    }
    for (const IndexEntry& entry : *files.index) {
        const auto found = tensors.find(entry.tensor);
        if (found == tensors.end() || found->second.shard != entry.shard) {
            problems.push_back({Severity::error, entry.tensor + " is not in " +
                                                     files.names[entry.shard] +
                                                     ", where the index says"});
        }
    }
    for (const auto& [name, tensor] : tensors) {
        const auto at = std::lower_bound(files.index->begin(), files.index->end(), name,
                                         [](const IndexEntry& entry, const std::string& wanted) {
                                             return entry.tensor < wanted;
                                         });
        if (at == files.index->end() || at->tensor != name) {
            problems.push_back({Severity::error, name + " is not in the index"});
        }
    }
    if (files.totalSize && *files.totalSize != bytes) {
        problems.push_back({Severity::error, "the index says that the tensors have " +
                                                 std::to_string(*files.totalSize) +
                                                 " bytes; they have " + std::to_string(bytes)});
    }
}

Result<VerificationReport> verify(const std::filesystem::path& folder, HowMuch howMuch,
                                  Progress& progress, const StopToken& stop) {
    const Result<WeightFiles> files = findWeightFiles(folder);
    if (!files) {
        return files.error();
    }
    VerificationReport report;
    Opened opened;
    for (const std::string& name : files->names) {
        openShard(folder / name, opened, report);
    }
    report.tensors = opened.tensors.size();
    checkIndex(*files, opened.tensors, report.bytes, report.problems);
    if (const Result<ModelConfig> config = loadModelConfig(folder); config) {
        checkQuantization(*config, opened.tensors, report.problems);
    } else {
        report.problems.push_back({Severity::error, config.error().message});
    }
    OpenFiles shards(opened.paths, OpenFiles::Access::read);
    if (Status read = checkValues(opened.tensors, shards, howMuch, progress, stop, report.problems);
        !read) {
        return std::move(read).error();
    }
    return report;
}

}  // namespace

bool VerificationReport::ok() const {
    return std::none_of(problems.begin(), problems.end(),
                        [](const Problem& problem) { return problem.severity == Severity::error; });
}

Result<VerificationReport> verifyModel(const std::filesystem::path& folder, bool everything,
                                       Progress& progress, StopToken stop) {
    beginPhase(progress, ConversionState::verifying, 0);
    Result<VerificationReport> report =
        verify(folder, everything ? HowMuch::everything : HowMuch::samples, progress, stop);
    if (report) {
        progress.state = ConversionState::succeeded;
    } else {
        progress.state = report.error().code == ErrorCode::stopped ? ConversionState::stopped
                                                                   : ConversionState::failed;
    }
    return report;
}

}  // namespace quince
