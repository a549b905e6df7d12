#pragma once

#include <quince/checkpoint.hpp>
#include <quince/recipe.hpp>
#include <quince/result.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace quince {

/// How grave a finding is: an error forbids converting, a warning should be read, a note
/// explains ("dropped: ...").
enum class Severity { note, warning, error };

struct Problem {
    Severity severity = Severity::error;
    std::string message;  ///< one sentence; names tensors and numbers
};

/// Where a weight belongs, for the footprint and for recipes.
enum class Part { embedding, attention, mlp, experts, router, norm, head, vision, other };
[[nodiscard]] std::string_view nameOf(Part part);

/// How the elements of a DecodedTensor come from those of its source. In row-major order, a matrix
/// has the last dimension as its columns and the product of the others as its rows.
namespace decoding {

/// The same bytes as another dtype.
struct Bytes {};

/// 8-bit floats (E4M3 or E5M2) times the scale of their block, in F32, rounded to BF16.
struct Float8 {
    std::uint32_t scales = 0;     ///< a source tensor of floats
    std::uint64_t blockRows = 1;  ///< rows that share a scale
    std::uint64_t blockColumns = 1;
    std::uint64_t matrixRows = 1;  ///< rows after which the blocks begin anew (stacked experts)
    std::uint64_t scaleRows = 1;   ///< of one matrix
    std::uint64_t scaleColumns = 1;
};

/// Plus a number, rounded to the dtype.
struct Plus {
    float term = 0;
};

/// Times the factor of the row, each already rounded to the dtype; rounded to the dtype.
struct Times {
    struct Rows {
        std::uint64_t count = 0;
        float factor = 1;
    };
    std::vector<Rows> rows;  ///< cover all rows
};

/// Each row divided by its Euclidean norm + 1e-7, in F32, rounded to the dtype.
struct UnitRows {};

/// Plus the product of two matrices times a factor, a low-rank adapter: the product in F32, added
/// up from left to right, and each step rounded to the dtype.
struct PlusProduct {
    std::uint32_t left = 0;   ///< a source tensor [rows, rank]
    std::uint32_t right = 0;  ///< a source tensor [rank, columns]
    std::uint64_t rank = 1;
    float factor = 1;
};

using Any = std::variant<Bytes, Float8, Plus, Times, UnitRows, PlusProduct>;

}  // namespace decoding

/// A tensor that is computed from a source tensor while it is read, before its elements are
/// arranged: what quantized checkpoints need, and models whose weights MLX keeps in another scale.
struct DecodedTensor {
    std::string name;
    DType dtype = DType::f32;
    Shape shape;
    std::uint32_t source = 0;  ///< a source tensor, possibly an earlier decoded one
    decoding::Any how;
};

/// One strided run of a source tensor: element `offset` of tensor `tensor`.
struct ViewPiece {
    /// Index into Checkpoint::tensors; from their number on, into Blueprint::decoded.
    std::uint32_t tensor = 0;
    std::uint64_t offset = 0;  ///< first element
};

/// Elements of source tensors in a new arrangement. Axis 0 is cut into pieces.size() equal
/// parts, one piece each; inside a piece, index (i, j, ...) lies at
/// offset + i * strides[0] + j * strides[1] + ... elements. Stacking experts, splitting,
/// slicing, transposing and reshaping weights are all this, so no tensor is ever built whole.
struct TensorView {
    DType dtype = DType::f32;  ///< of every source piece
    Shape shape;
    std::vector<std::int64_t> strides;  ///< in elements, one for each axis
    std::vector<ViewPiece> pieces;
};

/// What is done to the elements of a view on the way.
enum class SourceForm {
    plain,      ///< the elements as they are
    awqCodes,   ///< view: qweight transposed, I32 [out/8, in] -> U32 [out, in/8]
    awqBiases,  ///< view: qzeros transposed, I32 [out/8, groups]; second: scales [out, groups]
    /// 2-D; each column divided by its Euclidean norm + 1e-7, in F32, rounded back (Ling's head)
    unitColumns,
};

/// One tensor of the model to be made, as an expression over the source.
struct ModelTensor {
    std::string name;
    DType dtype = DType::f32;  ///< before the recipe's cast
    Shape shape;
    SourceForm form = SourceForm::plain;
    TensorView view;
    std::optional<TensorView> second;
    bool keepDtype = false;  ///< never cast (mlx-lm's cast_predicate)
};

/// Quantization that the model's own definition asks for on one module.
struct LayerRule {
    int bits = 8;                  ///< 0: it stays as it is
    std::optional<int> groupSize;  ///< as MLX: 64 when absent
};

/// One leaf module of the model: its tensors are tensors[first, first + count).
struct ModelModule {
    std::string path;
    Part part = Part::other;
    int layer = -1;                   ///< index of the layer it stands in, -1 outside
    bool quantizable = false;         ///< its first tensor is `weight`
    bool counted = true;              ///< belongs to total_parameters as mlx-lm counts them
    std::optional<QuantSpec> packed;  ///< already quantized in the source
    std::optional<LayerRule> rule;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
};

/// Memory that a kind of layer keeps while generating.
struct CacheGroup {
    std::string what;  ///< "attention", "sliding window 4096", "state"
    std::uint32_t layers = 0;
    std::uint64_t elementsPerToken = 0;  ///< for each layer
    std::uint64_t maxTokens = 0;         ///< 0: the context length
    std::uint64_t fixedElements = 0;     ///< for each layer, whatever the context
};

/// A checkpoint understood by its architecture: everything that does not depend on the recipe.
/// Immutable; share it freely.
struct Blueprint {
    std::string architecture;  ///< name of the architecture file
    bool withVision = false;   ///< made as mlx-vlm does; else a text model, as mlx-lm does
    bool loadsAsText = false;  ///< with vision: mlx-lm loads the result too
    std::shared_ptr<const ModelConfig> config;  ///< as it will be saved, before the recipe
    std::vector<DecodedTensor> decoded;         ///< more source tensors
    std::vector<ModelModule> modules;           ///< in the order of the model's definition
    std::vector<ModelTensor> tensors;
    std::vector<CacheGroup> cache;
    std::uint64_t layers = 0;
    std::uint64_t maxContext = 0;  ///< max_position_embeddings, 0 when unknown
    std::uint64_t droppedBytes = 0;
    std::vector<std::string> dropped;   ///< names that the rules threw away
    std::vector<std::string> missing;   ///< what the model needs and the checkpoint lacks
    std::vector<std::string> leftOver;  ///< what the model has no place for
    std::vector<Problem> problems;

    [[nodiscard]] bool ok() const;  ///< no problem is an error
};

/// One mistake of an architecture file.
struct FileMistake {
    std::size_t line = 1;
    std::string reason;
};

/// All that can be seen of an architecture file without a checkpoint: whether it is JSON, follows
/// resources/architectures/schema.json, and has only expressions that can be read. In the order of
/// the lines; empty when nothing is wrong.
[[nodiscard]] std::vector<FileMistake> checkArchitectureFile(std::string_view text);

/// The architectures that Quince knows: those compiled in and those of a person's folder,
/// which win over compiled-in ones of the same name. Immutable after loading.
class ArchitectureLibrary {
public:
    /// Compiled-in ones only; cannot fail.
    static std::shared_ptr<const ArchitectureLibrary> builtIn();
    /// With the *.json of `folder` (may not exist). A bad file is reported in problems() and
    /// left out.
    static std::shared_ptr<const ArchitectureLibrary> load(const std::filesystem::path& folder);
    /// With `file` besides, which wins over all others.
    static std::shared_ptr<const ArchitectureLibrary> load(const std::filesystem::path& folder,
                                                           const std::filesystem::path& file);

    [[nodiscard]] std::vector<std::string> modelTypes() const;  ///< sorted
    [[nodiscard]] bool knows(std::string_view modelType) const;
    /// Up to `count` known names that look most like `modelType`.
    [[nodiscard]] std::vector<std::string> nearest(std::string_view modelType,
                                                   std::size_t count = 3) const;
    [[nodiscard]] const std::vector<Problem>& problems() const;

    /// Applies the checkpoint's architecture. Never fails as a call: what is wrong stands in
    /// Blueprint::problems, each tensor named.
    [[nodiscard]] Blueprint interpret(const Checkpoint& checkpoint,
                                      VisionChoice vision = VisionChoice::drop) const;
    /// Whether the checkpoint is a model that sees, of a type whose vision part can be kept.
    [[nodiscard]] bool canKeepVision(const Checkpoint& checkpoint) const;

    ~ArchitectureLibrary();

private:
    struct State;
    explicit ArchitectureLibrary(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace quince
