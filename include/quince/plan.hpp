#pragma once

#include <quince/architecture.hpp>
#include <quince/checkpoint.hpp>
#include <quince/importance.hpp>
#include <quince/recipe.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace quince {

/// A checkpoint and what its architecture makes of it: everything that planning needs.
/// Immutable; made once when a model is chosen.
struct Inspection {
    Checkpoint checkpoint;
    Blueprint blueprint;                  ///< as a text model
    std::optional<Blueprint> withVision;  ///< when the vision part can be kept

    /// What becomes of the vision part when the person says nothing: kept where the result loads
    /// as a text model as well, or where there is no text model.
    [[nodiscard]] VisionChoice usualVision() const;
    /// REQUIRES: withVision, to keep it
    [[nodiscard]] const Blueprint& blueprintFor(VisionChoice vision) const;
};

/// openCheckpoint, then ArchitectureLibrary::interpret.
Result<std::shared_ptr<const Inspection>> inspect(const std::filesystem::path& folder,
                                                  const ArchitectureLibrary& library);

/// The same of a checkpoint that is open already.
std::shared_ptr<const Inspection> inspect(Checkpoint checkpoint,
                                          const ArchitectureLibrary& library);

/// One tensor that the result will hold.
struct OutputTensor {
    std::string name;
    DType dtype = DType::f32;
    Shape shape;
    std::uint32_t source = 0;  ///< index into Blueprint::tensors
    std::uint64_t bytes = 0;
};

/// A weight that the source holds in MLX's packed form and that is decoded: its words are the
/// tensor that this is planned for.
struct PackedWeight {
    QuantSpec quant;
    Shape shape;                          ///< of the decoded weight
    std::uint32_t scales = 0;             ///< an index into Blueprint::tensors
    std::optional<std::uint32_t> biases;  ///< the same, in mode affine
};

/// What becomes of one tensor of the blueprint: outputs [firstOutput, +outputCount).
/// Quantized: weight, scales and (affine) biases; otherwise one tensor; none for what is decoded
/// together with a packed weight.
struct TensorPlan {
    DType dtype = DType::f32;        ///< after the cast: of the weights that are encoded
    std::optional<QuantSpec> quant;  ///< absent: stored as dtype
    Part part = Part::other;
    std::string why;  ///< the reason for this encoding, for a person
    std::uint32_t firstOutput = 0;
    std::uint32_t outputCount = 0;
    std::optional<PackedWeight> packed;  ///< absent: the source's own elements are encoded
};

/// The whole conversion as a value: computed from headers and recipe alone, in milliseconds.
struct ConversionPlan {
    std::shared_ptr<const Inspection> inspection;
    Recipe recipe;
    VisionChoice vision = VisionChoice::drop;  ///< the recipe's, or the usual one
    std::vector<TensorPlan> tensors;           ///< parallel to Blueprint::tensors
    std::vector<OutputTensor> outputs;         ///< in the order of the model's definition
    std::uint64_t outputBytes = 0;             ///< sum over outputs: total_size of the index
    std::uint64_t parameters = 0;              ///< total_parameters as mlx-lm counts them
    double bitsPerWeight = 0;  ///< outputBytes * 8 / parameters, as mlx-lm prints it
    std::string configJson;    ///< config.json as mlx-lm saves it
    std::shared_ptr<const PlanImportance> importance;  ///< set by useImportance
    std::vector<Problem> problems;                     ///< the blueprint's and the recipe's

    [[nodiscard]] bool ok() const;  ///< no problem is an error
    /// The one that is converted. REQUIRES: inspection
    [[nodiscard]] const Blueprint& blueprint() const { return inspection->blueprintFor(vision); }
};

/// Pure; never fails as a call (see problems).
[[nodiscard]] ConversionPlan makePlan(std::shared_ptr<const Inspection> inspection,
                                      const Recipe& recipe);

/// One file of weights of the result.
struct OutputShard {
    std::string fileName;
    std::uint64_t dataOffset = 0;  ///< bytes of the header
    std::uint64_t bytes = 0;       ///< of the whole file
    std::uint32_t firstOutput = 0;
    std::uint32_t outputCount = 0;
};

struct OutputPlace {
    std::uint32_t shard = 0;
    std::uint64_t offset = 0;  ///< from the start of the file
};

/// Where each output byte will stand.
struct OutputLayout {
    std::vector<OutputShard> shards;
    std::vector<OutputPlace> places;  ///< parallel to ConversionPlan::outputs
    std::uint64_t fileBytes = 0;      ///< of all shards, headers included
    std::string indexJson;            ///< model.safetensors.index.json
};

/// Greedy as mlx-lm's make_shards: a new shard when the next tensor would pass the limit; never
/// an empty one. The default limit is mlx-lm's 5 GiB.
[[nodiscard]] OutputLayout layoutOutput(const ConversionPlan& plan,
                                        std::uint64_t shardLimit = 5ULL << 30);

}  // namespace quince
