#include "core/convert/fingerprint.hpp"

#include "core/convert/tiles.hpp"

#include <xxhash.h>

#include <array>
#include <bit>
#include <memory>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace quince {
namespace {

/// Raise when tiles, journal or kernels change in a way that the values below do not show.
constexpr std::uint64_t formatVersion = 3;

/// Feeds values one after the other, each with its length, so that no two lists look alike.
class Hasher {
public:
    Hasher() : m_state(XXH3_createState(), &XXH3_freeState) { XXH3_128bits_reset(m_state.get()); }

    void number(std::uint64_t value) { XXH3_128bits_update(m_state.get(), &value, sizeof(value)); }

    template <typename Enum>
    void choice(Enum value) {
        number(static_cast<std::uint64_t>(value));
    }

    void text(std::string_view text) {
        number(text.size());
        XXH3_128bits_update(m_state.get(), text.data(), text.size());
    }

    void shape(const Shape& shape) {
        number(shape.size());
        for (const std::int64_t size : shape) {
            number(static_cast<std::uint64_t>(size));
        }
    }

    [[nodiscard]] Fingerprint result() const {
        const XXH128_hash_t hash = XXH3_128bits_digest(m_state.get());
        return {hash.low64, hash.high64};
    }

private:
    std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> m_state;
};

/// Where a tensor of a file stands, or which decoded tensor it is.
void addSourceTensor(Hasher& hasher, const SourceTensors& tensors, std::uint32_t index) {
    const TensorInfo* stored = tensors.stored(index);
    hasher.number(stored != nullptr ? stored->shard : index);
    hasher.number(stored != nullptr ? stored->begin : tensors.size());
}

/// What a decoded tensor is made of.
struct AddDecoding {
    Hasher& hasher;
    const SourceTensors& tensors;

    void operator()(const decoding::Bytes&) const {}
    void operator()(const decoding::UnitRows&) const {}
    void operator()(const decoding::Plus& how) const {
        hasher.number(std::bit_cast<std::uint32_t>(how.term));
    }
    void operator()(const decoding::Times& how) const {
        for (const decoding::Times::Rows& run : how.rows) {
            hasher.number(run.count);
            hasher.number(std::bit_cast<std::uint32_t>(run.factor));
        }
    }
    void operator()(const decoding::PlusProduct& how) const {
        addSourceTensor(hasher, tensors, how.left);
        addSourceTensor(hasher, tensors, how.right);
        hasher.number(how.rank);
        hasher.number(std::bit_cast<std::uint32_t>(how.factor));
    }
    void operator()(const decoding::Float8& how) const {
        addSourceTensor(hasher, tensors, how.scales);
        for (const std::uint64_t number :
             {how.blockRows, how.blockColumns, how.matrixRows, how.scaleRows, how.scaleColumns}) {
            hasher.number(number);
        }
    }
};

void addDecoded(Hasher& hasher, const SourceTensors& tensors) {
    for (const DecodedTensor& tensor : tensors.decoded) {
        addSourceTensor(hasher, tensors, tensor.source);
        hasher.choice(tensor.dtype);
        hasher.shape(tensor.shape);
        hasher.number(tensor.how.index());
        std::visit(AddDecoding{hasher, tensors}, tensor.how);
    }
}

void addView(Hasher& hasher, const TensorView& view, const SourceTensors& tensors) {
    hasher.choice(view.dtype);
    hasher.shape(view.shape);
    hasher.shape(view.strides);
    hasher.number(view.pieces.size());
    for (const ViewPiece& piece : view.pieces) {
        addSourceTensor(hasher, tensors, piece.tensor);
        hasher.number(piece.offset);
    }
}

void addTensor(Hasher& hasher, const ConversionPlan& plan, std::uint32_t index) {
    const ModelTensor& model = modelTensor(plan, index);
    const TensorPlan& tensor = plan.tensors[index];
    hasher.choice(model.form);
    addView(hasher, model.view, sourceTensors(plan));
    hasher.number(model.second.has_value());
    if (model.second) {
        addView(hasher, *model.second, sourceTensors(plan));
    }
    hasher.choice(tensor.dtype);
    const QuantSpec quant = tensor.quant.value_or(QuantSpec{QuantMode::affine, 0, 0});
    hasher.choice(quant.mode);
    hasher.number(static_cast<std::uint64_t>(quant.bits));
    hasher.number(static_cast<std::uint64_t>(quant.groupSize));
    hasher.number(tensor.packed.has_value());
    if (tensor.packed) {
        hasher.choice(tensor.packed->quant.mode);
        hasher.number(static_cast<std::uint64_t>(tensor.packed->quant.bits));
        hasher.number(static_cast<std::uint64_t>(tensor.packed->quant.groupSize));
        hasher.number(tensor.packed->scales);
        hasher.number(tensor.packed->biases.value_or(tensor.packed->scales));
    }
    hasher.number(tensor.firstOutput);
    hasher.number(tensor.outputCount);
}

void addOutputs(Hasher& hasher, const ConversionPlan& plan, const OutputLayout& layout) {
    for (std::size_t i = 0; i < plan.outputs.size(); ++i) {
        hasher.text(plan.outputs[i].name);
        hasher.choice(plan.outputs[i].dtype);
        hasher.shape(plan.outputs[i].shape);
        hasher.number(layout.places[i].shard);
        hasher.number(layout.places[i].offset);
    }
    for (const OutputShard& shard : layout.shards) {
        hasher.text(shard.fileName);
        hasher.number(shard.bytes);
    }
}

void addSource(Hasher& hasher, const Checkpoint& checkpoint) {
    for (const ShardFile& shard : checkpoint.shards) {
        std::error_code ignored;  // a missing file fails soon enough, with a sentence
        const auto changed = std::filesystem::last_write_time(shard.path, ignored);
        hasher.text(shard.path.generic_string());
        hasher.number(std::filesystem::file_size(shard.path, ignored));
        hasher.number(static_cast<std::uint64_t>(changed.time_since_epoch().count()));
    }
}

}  // namespace

Fingerprint fingerprintOf(const ConversionPlan& plan, const OutputLayout& layout) {
    Hasher hasher;
    hasher.number(formatVersion);
    hasher.number(tileBytes);
    hasher.choice(plan.recipe.method);
    hasher.number(plan.recipe.dequantize ? 1 : 0);
    hasher.text(plan.configJson);
    for (const std::uint64_t part :
         plan.importance ? plan.importance->hash : std::array<std::uint64_t, 2>{}) {
        hasher.number(part);
    }
    addSource(hasher, plan.inspection->checkpoint);
    addDecoded(hasher, sourceTensors(plan));
    hasher.number(plan.tensors.size());
    for (std::uint32_t i = 0; i < plan.tensors.size(); ++i) {
        addTensor(hasher, plan, i);
    }
    hasher.number(plan.outputs.size());
    addOutputs(hasher, plan, layout);
    return hasher.result();
}

}  // namespace quince
