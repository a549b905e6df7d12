#include "core/base/megabytes.hpp"
#include "core/model/architecture_index.hpp"
#include "core/model/blueprint_builder.hpp"
#include "core/model/config_changes.hpp"
#include "core/model/model_config.hpp"
#include "core/model/nearest_names.hpp"
#include "core/model/persons_files.hpp"
#include "core/model/tensor_view.hpp"

#include <quince/architecture.hpp>

#include <algorithm>
#include <set>

namespace quince {

struct ArchitectureLibrary::State {
    /// A person's file may change what compiled-in ones extend: with one, all files are tried.
    State(std::vector<Problem> ofFiles, const ArchitectureDocuments& documents)
        : problems(std::move(ofFiles)),
          index(documents, documents == builtInDocuments() ? nullptr : &problems) {}

    std::vector<Problem> problems;
    ArchitectureIndex index;
};

namespace {

TensorMap mapOf(const Checkpoint& checkpoint) {
    TensorMap map;
    map.reserve(checkpoint.tensors.size());
    for (std::uint32_t i = 0; i < checkpoint.tensors.size(); ++i) {
        const TensorInfo& info = checkpoint.tensors[i];
        map.emplace(info.name, plainTensor(viewOf(info.dtype, info.shape, i)));
    }
    return map;
}

void reportDropped(Dropped dropped, bool hadVision, Blueprint& blueprint) {
    blueprint.droppedBytes = dropped.bytes;
    if (!dropped.further.empty()) {
        blueprint.problems.push_back(
            {Severity::note,
             "the layers that predict further tokens (MTP) are left out, since no "
             "loader of MLX reads them: " +
                 std::to_string(dropped.further.size()) + " tensors (" +
                 megabytes(dropped.furtherBytes) + ")"});
    }
    std::sort(dropped.names.begin(), dropped.names.end());
    const std::size_t others = dropped.names.size();
    const std::string what = std::to_string(others) + " tensors (" +
                             megabytes(dropped.bytes - dropped.furtherBytes) +
                             (others > 0 ? ", e.g. " + dropped.names.front() : "") + ")";
    blueprint.dropped = std::move(dropped.names);
    blueprint.dropped.insert(blueprint.dropped.end(), dropped.further.begin(),
                             dropped.further.end());
    std::sort(blueprint.dropped.begin(), blueprint.dropped.end());
    if (others == 0) {
        return;
    }
    blueprint.problems.push_back(
        hadVision ? Problem{Severity::warning,
                            "the result is a text model: the vision part and "
                            "what else MLX does not need are left out, " +
                                what}
                  : Problem{Severity::note, "left out, since MLX does not need them: " + what});
}

}  // namespace

std::string_view nameOf(Part part) {
    switch (part) {
        case Part::embedding:
            return "embedding";
        case Part::attention:
            return "attention";
        case Part::mlp:
            return "mlp";
        case Part::experts:
            return "experts";
        case Part::router:
            return "router";
        case Part::norm:
            return "norm";
        case Part::head:
            return "head";
        case Part::vision:
            return "vision";
        case Part::other:
            return "other";
    }
    return "other";
}

bool Blueprint::ok() const {
    return std::none_of(problems.begin(), problems.end(),
                        [](const Problem& problem) { return problem.severity == Severity::error; });
}

ArchitectureLibrary::ArchitectureLibrary(std::unique_ptr<State> state)
    : m_state(std::move(state)) {}
ArchitectureLibrary::~ArchitectureLibrary() = default;

std::shared_ptr<const ArchitectureLibrary> ArchitectureLibrary::builtIn() {
    return load({});
}

std::shared_ptr<const ArchitectureLibrary> ArchitectureLibrary::load(
    const std::filesystem::path& folder) {
    return load(folder, {});
}

std::shared_ptr<const ArchitectureLibrary> ArchitectureLibrary::load(
    const std::filesystem::path& folder, const std::filesystem::path& file) {
    ArchitectureDocuments documents = builtInDocuments();
    std::vector<Problem> problems;
    if (!folder.empty()) {
        readPersonsFolder(folder, documents, problems);
    }
    if (!file.empty()) {
        readPersonsFile(file, documents, problems);
    }
    return std::shared_ptr<const ArchitectureLibrary>(
        new ArchitectureLibrary(std::make_unique<State>(std::move(problems), documents)));
}

std::vector<std::string> ArchitectureLibrary::modelTypes() const {
    const std::set<std::string> names = m_state->index.modelTypes();
    return {names.begin(), names.end()};
}

bool ArchitectureLibrary::knows(std::string_view modelType) const {
    return m_state->index.serves(modelType, VisionChoice::drop) ||
           m_state->index.serves(modelType, VisionChoice::keep);
}

std::vector<std::string> ArchitectureLibrary::nearest(std::string_view modelType,
                                                      std::size_t count) const {
    return nearestNames(modelType, modelTypes(), count);
}

const std::vector<Problem>& ArchitectureLibrary::problems() const {
    return m_state->problems;
}

bool ArchitectureLibrary::canKeepVision(const Checkpoint& checkpoint) const {
    const ArchitectureFile* file = m_state->index.find(checkpoint.modelType, VisionChoice::keep);
    if (file == nullptr) {
        return false;
    }
    const TensorMap none;
    const Scope scope(*file, checkpoint.config->json(), none);
    const Result<Json> sees = file->sees.evaluate(scope);
    return sees && truthy(*sees);
}

Blueprint ArchitectureLibrary::interpret(const Checkpoint& checkpoint, VisionChoice vision) const {
    Blueprint blueprint;
    blueprint.config = checkpoint.config;
    blueprint.withVision = vision == VisionChoice::keep;
    const auto failed = [&](Error error) {
        blueprint.problems.push_back({Severity::error, std::move(error.message)});
        return blueprint;
    };
    const ArchitectureFile* file = m_state->index.find(checkpoint.modelType, vision);
    if (file == nullptr && m_state->index.serves(checkpoint.modelType, VisionChoice::keep)) {
        return failed({ErrorCode::unsupported,
                       "\"" + checkpoint.modelType +
                           "\" can be converted with its vision part only: MLX has no text model "
                           "of it",
                       {}});
    }
    if (file == nullptr) {
        std::string message =
            "\"" + checkpoint.modelType + "\" is not an architecture that Quince knows";
        const std::vector<std::string> names = nearest(checkpoint.modelType);
        for (std::size_t i = 0; i < names.size(); ++i) {
            message += (i == 0 ? "; the nearest are " : ", ") + names[i];
        }
        return failed({ErrorCode::unsupported, message, {}});
    }
    blueprint.architecture = file->name;
    Result<SourceQuantization> source = SourceQuantization::read(checkpoint.config->json());
    Json config =
        blueprint.withVision ? checkpoint.config->visionJson() : checkpoint.config->json();
    if (!source) {
        return failed(std::move(source).error());
    }
    TensorMap tensors = mapOf(checkpoint);
    const FindArchitecture find = [this](const std::string& name) {
        return m_state->index.findInner(name);
    };
    Dropped dropped;
    DecodedTensors decoded(checkpoint);
    Status status = changeConfig(*file, tensors, config);
    if (status) {
        status = source->decode(tensors, decoded);
    }
    if (status) {
        RuleSubject subject{tensors, decoded, dropped};
        status = applyRules(*file, config, find, subject);
    }
    if (status) {
        status = source->convert(tensors);
    }
    BlueprintBuilder builder(tensors, *source, find, blueprint);
    if (status) {
        status = builder.build(*file, config);
    }
    if (!status) {
        return failed(std::move(status).error());
    }
    builder.finish();
    blueprint.decoded = decoded.take();
    reportDropped(std::move(dropped), config.contains("vision_config") && !blueprint.withVision,
                  blueprint);
    const Result<Json> asText = file->asText.evaluate(Scope(*file, config, tensors));
    blueprint.loadsAsText = asText && truthy(*asText);
    if (Json quantization = source->configEntry(); !quantization.is_null()) {
        const bool packed =
            std::any_of(blueprint.modules.begin(), blueprint.modules.end(),
                        [](const ModelModule& module) { return module.packed.has_value(); });
        if (packed) {
            config["quantization"] = std::move(quantization);
        } else if (!config.contains("quantization") && !blueprint.withVision) {
            config.erase("quantization_config");  // says what is not so
        }
    }
    blueprint.config = std::make_shared<const ModelConfig>(std::move(config));
    return blueprint;
}

}  // namespace quince
