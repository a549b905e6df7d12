#include "core/convert/check_plan.hpp"

#include "core/convert/gather.hpp"
#include "core/convert/tiles.hpp"
#include "core/plan/packed_modules.hpp"

#include <algorithm>
#include <string>

namespace quince {
namespace {

Status misfit(const std::string& message) {
    return Error{ErrorCode::mismatch, message, {}};
}

/// Elements that the source gives for one tensor must be those of its shape.
Status checkForm(const ModelTensor& tensor) {
    const std::uint64_t elements = elementCount(tensor.shape);
    const std::uint64_t viewed = elementCount(tensor.view.shape);
    const bool biases = tensor.form == SourceForm::awqBiases;
    const std::uint64_t row =
        tensor.shape.empty() ? 1 : static_cast<std::uint64_t>(tensor.shape.back());
    if (biases ? viewed * 8 != elements : viewed != elements) {
        return misfit("its source has shape " + shapeText(tensor.view.shape) + ", it needs " +
                      shapeText(tensor.shape));
    }
    if (tensor.form == SourceForm::unitColumns &&
        (tensor.view.shape.size() != 2 || !isFloat(tensor.view.dtype))) {
        return misfit("only the columns of a matrix of floats have norms");
    }
    const bool packed = biases || tensor.form == SourceForm::awqCodes;
    if (packed && (bytesPerElement(tensor.view.dtype) != 4 || elements % (8 * row) != 0)) {
        return misfit("its source is not packed as AWQ");
    }
    if (biases && (!tensor.second || elementCount(tensor.second->shape) != elements ||
                   !isFloat(tensor.second->dtype))) {
        return misfit("its scales do not fit its zero points");
    }
    return {};
}

Status checkEncoding(const ModelTensor& tensor, const TensorPlan& plan) {
    const DType from =
        tensor.form == SourceForm::awqBiases ? tensor.second->dtype : tensor.view.dtype;
    const bool castable = (plan.packed || isFloat(from)) && isFloat(plan.dtype);
    const Shape& shape = plan.packed ? plan.packed->shape : tensor.shape;
    if (!castable && bytesPerElement(from) != bytesPerElement(plan.dtype)) {
        return misfit(std::string(traits(from).name) + " cannot become " +
                      std::string(traits(plan.dtype).name));
    }
    if (!plan.quant) {
        return {};
    }
    if (!castable || !hasKernel(*plan.quant) || shape.empty() ||
        shape.back() % plan.quant->groupSize != 0) {
        return misfit("shape " + shapeText(shape) + " cannot be quantized with " +
                      std::to_string(plan.quant->bits) + " bits in groups of " +
                      std::to_string(plan.quant->groupSize));
    }
    return {};
}

Status checkOutputs(const ConversionPlan& plan, std::uint32_t index) {
    const std::uint64_t elements = elementCount(weightShape(plan, index));
    const TileRanges whole = rangesOf(plan, {index, 0, elements});
    const TensorPlan& tensor = plan.tensors[index];
    if (tensor.outputCount != whole.count ||
        plan.outputs.size() < std::uint64_t{tensor.firstOutput} + whole.count) {
        return misfit("it has " + std::to_string(tensor.outputCount) + " outputs instead of " +
                      std::to_string(whole.count));
    }
    for (const OutputRange& range : whole.all()) {
        const OutputTensor& output = plan.outputs[range.output];
        if (output.bytes != range.bytes || output.source != index ||
            elementCount(output.shape) * bytesPerElement(output.dtype) != range.bytes) {
            return misfit(output.name + " is planned with " + std::to_string(output.bytes) +
                          " bytes instead of " + std::to_string(range.bytes));
        }
    }
    return {};
}

/// That the source has the elements of a tensor.
Status checkSource(const ConversionPlan& plan, const ModelTensor& tensor) {
    const SourceTensors sources = sourceTensors(plan);
    Status status = checkView(tensor.view, sources);
    if (status && tensor.second) {
        status = checkView(*tensor.second, sources);
    }
    return status ? checkForm(tensor) : status;
}

/// That words, scales and biases of a packed weight are there and belong together.
Status checkPacked(const ConversionPlan& plan, const ModelTensor& words,
                   const PackedWeight& packed) {
    const std::vector<ModelTensor>& tensors = plan.blueprint().tensors;
    const bool affine = packed.quant.mode == QuantMode::affine;
    const bool here = hasKernel(packed.quant) && packed.scales < tensors.size() &&
                      affine == packed.biases.has_value() &&
                      packed.biases.value_or(0) < tensors.size();
    if (!here) {
        return misfit("its packed form is not known");
    }
    for (const std::uint32_t part : {packed.scales, packed.biases.value_or(packed.scales)}) {
        const ModelTensor& tensor = tensors[part];
        if (Status status = checkSource(plan, tensor); !status) {
            return std::move(status).error().within(tensor.name);
        }
        const bool fits =
            elementCount(tensor.shape) * static_cast<std::uint64_t>(packed.quant.groupSize) ==
                elementCount(packed.shape) &&
            (affine ? isFloat(tensor.dtype) : bytesPerElement(tensor.dtype) == 1);
        if (!fits) {
            return misfit(tensor.name + " does not fit it");
        }
    }
    const std::int64_t row = packed.shape.empty() ? 0 : packed.shape.back();
    const bool whole =
        row % packed.quant.groupSize == 0 &&
        elementCount(words.shape) * 32 ==
            elementCount(packed.shape) * static_cast<std::uint64_t>(packed.quant.bits) &&
        bytesPerElement(words.dtype) == 4;
    return whole ? Status{} : misfit("its words do not fit " + shapeText(packed.shape));
}

Status checkTensor(const ConversionPlan& plan, std::uint32_t index) {
    const ModelTensor& tensor = modelTensor(plan, index);
    Status status = checkSource(plan, tensor);
    if (status && plan.tensors[index].packed) {
        status = checkPacked(plan, tensor, *plan.tensors[index].packed);
    }
    if (status) {
        status = checkEncoding(tensor, plan.tensors[index]);
    }
    return status ? checkOutputs(plan, index) : status;
}

Status checkLayout(const ConversionPlan& plan, const OutputLayout& layout) {
    if (layout.places.size() != plan.outputs.size()) {
        return misfit("the layout has places for " + std::to_string(layout.places.size()) +
                      " tensors, the plan has " + std::to_string(plan.outputs.size()));
    }
    for (std::size_t i = 0; i < plan.outputs.size(); ++i) {
        const OutputPlace& place = layout.places[i];
        if (place.shard >= layout.shards.size() ||
            place.offset + plan.outputs[i].bytes > layout.shards[place.shard].bytes) {
            return misfit(plan.outputs[i].name + " has no place in the layout");
        }
    }
    return {};
}

}  // namespace

Status checkPlan(const ConversionPlan& plan, const OutputLayout& layout) {
    if (!plan.inspection || plan.tensors.size() != plan.blueprint().tensors.size()) {
        return misfit("the plan does not belong to its model");
    }
    if (const Checkpoint& checkpoint = plan.inspection->checkpoint; checkpoint.isRemote) {
        return Error{ErrorCode::notFound,
                     "Only the headers of this model are on this disk; download it first.",
                     {}};
    }
    const auto grave = std::find_if(plan.problems.begin(), plan.problems.end(),
                                    [](const auto& p) { return p.severity == Severity::error; });
    if (grave != plan.problems.end()) {
        return misfit(grave->message);
    }
    if (Status status = checkDecodings(sourceTensors(plan)); !status) {
        return status;
    }
    for (std::uint32_t i = 0; i < plan.tensors.size(); ++i) {
        if (plan.tensors[i].outputCount == 0) {
            continue;
        }
        if (Status status = checkTensor(plan, i); !status) {
            return std::move(status).error().within(modelTensor(plan, i).name);
        }
    }
    return checkLayout(plan, layout);
}

}  // namespace quince
